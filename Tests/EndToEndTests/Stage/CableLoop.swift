import Glibc

/// The thread's part of a `Cable`: sockets, and what waits between them.
struct CableLoop {
    /// One way of a connection.
    private struct Strand {
        let direction: Cable.Direction
        let source: Int32
        let sink: Int32
        var bytes: [UInt8] = []
        /// The source says nothing more.
        var isOver = false
        /// The sink takes nothing more, or has been told that nothing more comes.
        var isClosed = false

        mutating func read() {
            var buffer = [UInt8](repeating: 0, count: 65536)
            while !isOver {
                let count = recv(source, &buffer, buffer.count, 0)
                if count < 0, errno == EAGAIN { return }
                bytes += buffer[..<max(0, count)]
                isOver = count <= 0
            }
        }

        /// - Returns: how many bytes the sink has taken.
        mutating func write(tellsEnd: Bool) -> Int {
            var taken = 0
            while !bytes.isEmpty, !isClosed {
                let count = send(sink, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EAGAIN { return taken }
                isClosed = count < 0
                bytes.removeFirst(max(0, count))
                taken += max(0, count)
            }
            if isClosed { bytes = [] }
            guard isOver, tellsEnd, !isClosed else { return taken }
            shutdown(sink, Int32(SHUT_WR))
            isClosed = true
            return taken
        }
    }

    private struct Connection {
        let drops: Int
        var strands: [Strand]
    }

    private let port: Int
    private let target: Int
    private var listener: Int32?
    private var connections: [Connection] = []
    private(set) var passed: [Cable.Direction: Int] = [:]

    init(listener: Int32, port: Int, target: Int) {
        self.listener = listener
        self.port = port
        self.target = target
    }

    var waiting: [Cable.Direction: Int] {
        var waiting: [Cable.Direction: Int] = [:]
        for strand in connections.flatMap(\.strands) { waiting[strand.direction, default: 0] += strand.bytes.count }
        return waiting
    }

    /// Waits a moment for something to do, and does it.
    mutating func turn(_ condition: Cable.Condition) {
        close { $0.drops < condition.drops }
        setListener(isOpen: !condition.isCut)
        wait(condition)
        if let listener { accept(listener, drops: condition.drops) }
        for index in connections.indices {
            for strand in connections[index].strands.indices {
                let direction = connections[index].strands[strand].direction
                connections[index].strands[strand].read()
                if condition.held.contains(direction) { continue }
                passed[direction, default: 0] += connections[index].strands[strand].write(
                    tellsEnd: !condition.hidesEnds)
            }
        }
        close { $0.strands.allSatisfy(\.isClosed) }
    }

    mutating func end() {
        close { _ in true }
        setListener(isOpen: false)
    }

    private mutating func close(_ isMeant: (Connection) -> Bool) {
        for connection in connections where isMeant(connection) {
            for strand in connection.strands {
                // A program that was started in the moment before it was marked may have inherited it.
                shutdown(strand.source, Int32(SHUT_RDWR))
                Glibc.close(strand.source)
            }
        }
        connections.removeAll(where: isMeant)
    }

    private mutating func setListener(isOpen: Bool) {
        if !isOpen, let open = listener {
            Glibc.close(open)
            listener = nil
        } else if isOpen, listener == nil {
            // Taken by another program in the meantime: the next turn tries again.
            listener = try? LoopbackSocket.listen(port: port).descriptor
        }
    }

    private func wait(_ condition: Cable.Condition) {
        var waits = listener.map { [pollfd(fd: $0, events: Int16(POLLIN), revents: 0)] } ?? []
        for strand in connections.flatMap(\.strands) {
            if !strand.isOver { waits.append(pollfd(fd: strand.source, events: Int16(POLLIN), revents: 0)) }
            guard !strand.bytes.isEmpty, !strand.isClosed, !condition.held.contains(strand.direction) else { continue }
            waits.append(pollfd(fd: strand.sink, events: Int16(POLLOUT), revents: 0))
        }
        poll(&waits, nfds_t(waits.count), 5)
    }

    private mutating func accept(_ listener: Int32, drops: Int) {
        let minion = Glibc.accept(listener, nil, nil)
        guard minion >= 0 else { return }
        _ = fcntl(minion, F_SETFL, O_NONBLOCK)
        _ = fcntl(minion, F_SETFD, FD_CLOEXEC)
        guard let master = LoopbackSocket.connect(port: target) else {
            Glibc.close(minion)
            return
        }
        connections.append(
            Connection(
                drops: drops,
                strands: [
                    Strand(direction: .toMaster, source: minion, sink: master),
                    Strand(direction: .toMinion, source: master, sink: minion),
                ]))
    }
}
