import Glibc
import Synchronization

/// Transfers over a Unix socket without libcurl, each on a connection and a thread of its own.
final class SocketLoop: TransferLoop {
    private struct State: Sendable {
        var exchanges: [ObjectIdentifier: SocketExchange] = [:]
        var isStopped = false
    }

    let options: TransportOptions
    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
        options = TransportOptions(unixSocket: path)
    }

    func start(_ transfer: Transfer) {
        let exchange = SocketExchange(transfer, path: path)
        let isStopped = state.withLock { state in
            if !state.isStopped { state.exchanges[transfer.id] = exchange }
            return state.isStopped
        }
        if isStopped { return transfer.receiver.finish(.cancelled) }
        let argument = Unmanaged.passRetained(ThreadArgument(loop: self, exchange: exchange))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, threadMain, argument.toOpaque())
        guard code != 0 else {
            pthread_detach(thread)
            return
        }
        argument.release()
        forget(transfer)
        transfer.receiver.finish(
            .unreachable(
                target: path, systemError: code,
                reason: "no thread can be started for it: \(String(cString: strerror(code)))"))
    }

    func cancel(_ transfer: Transfer) {
        transfer.receiver.finish(.cancelled)
        state.withLock { $0.exchanges[transfer.id] }?.abort()
    }

    func resume(_ transfer: Transfer) { state.withLock { $0.exchanges[transfer.id] }?.resume() }

    func stop() {
        let exchanges = state.withLock { state in
            state.isStopped = true
            return Array(state.exchanges.values)
        }
        for exchange in exchanges {
            exchange.transfer.receiver.finish(.cancelled)
            exchange.abort()
        }
    }

    fileprivate func forget(_ transfer: Transfer) { state.withLock { $0.exchanges[transfer.id] = nil } }
}

/// What a thread begins with.
private final class ThreadArgument {
    let loop: SocketLoop
    let exchange: SocketExchange

    init(loop: SocketLoop, exchange: SocketExchange) {
        self.loop = loop
        self.exchange = exchange
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument {
        let start = Unmanaged<ThreadArgument>.fromOpaque(argument).takeRetainedValue()
        start.exchange.run()
        start.loop.forget(start.exchange.transfer)
    }
    return nil
}
