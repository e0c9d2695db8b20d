import Glibc

/// What comes over a connection that carries one answer, read as HTTP/1.1. Its reads block.
struct SocketAnswer {
    private static let readSize = 64 << 10
    /// Bytes of a line of the head, or of a chunk's size.
    private static let longestLine = 64 << 10

    private let descriptor: Int32
    private let target: String
    private var buffer: ArraySlice<UInt8> = []

    init(descriptor: Int32, target: String) {
        self.descriptor = descriptor
        self.target = target
    }

    /// The head of the answer; interim ones (100, 103) are passed over.
    mutating func head() throws(TransportError) -> ResponseHead {
        while true {
            let words = try line().split(separator: " ", maxSplits: 2)
            guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
                throw broken("what came is no answer of HTTP")
            }
            var headers = HTTPHeaders()
            while true {
                let field = try line()
                if field.isEmpty { break }
                guard let colon = field.firstIndex(of: ":") else { continue }
                let value = field[field.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                headers.append(String(field[..<colon]), String(value))
            }
            if status >= 200 { return ResponseHead(status: status, headers: headers, peerCertificates: []) }
        }
    }

    /// How the body is told apart from what comes after it.
    func body(of head: ResponseHead) throws(TransportError) -> Body {
        if head.headers["Transfer-Encoding"]?.lowercased() == "chunked" { return Body(framing: .chunked(0)) }
        guard let text = head.headers["Content-Length"] else { return Body(framing: .untilTheEnd) }
        guard let length = Int(text), length >= 0 else { throw broken("its length is '\(text)'") }
        return Body(framing: .length(length))
    }

    /// The pieces of a body.
    struct Body {
        enum Framing {
            /// How many bytes are to come.
            case length(Int)
            /// How many bytes of this chunk are to come; 0 before the first.
            case chunked(Int)
            case untilTheEnd
        }

        fileprivate var framing: Framing
        private var hasBegun = false

        fileprivate init(framing: Framing) { self.framing = framing }

        /// The next piece as it comes; nil at the end.
        mutating func next(_ answer: inout SocketAnswer) throws(TransportError) -> [UInt8]? {
            switch framing {
            case .untilTheEnd: return try answer.piece(upTo: .max)
            case .length(0): return nil
            case .length(let rest):
                guard let piece = try answer.piece(upTo: rest) else { throw answer.broken("it ended early") }
                framing = .length(rest - piece.count)
                return piece
            case .chunked(let rest):
                let rest = rest > 0 ? rest : try nextChunk(&answer)
                if rest == 0 { return nil }
                guard let piece = try answer.piece(upTo: rest) else { throw answer.broken("it ended early") }
                framing = .chunked(rest - piece.count)
                return piece
            }
        }

        /// - Returns: the size of the next chunk; 0 after the last.
        private mutating func nextChunk(_ answer: inout SocketAnswer) throws(TransportError) -> Int {
            // Each chunk ends with a line end of its own.
            if hasBegun { _ = try answer.line() }
            hasBegun = true
            let text = try answer.line().prefix { $0 != ";" && $0 != " " }
            guard let size = Int(text, radix: 16), size >= 0 else {
                throw answer.broken("the size of a chunk is '\(text)'")
            }
            if size == 0 { while try !answer.line().isEmpty {} }
            return size
        }
    }

    /// What is there, or comes next; nil at the end of the connection.
    private mutating func piece(upTo limit: Int) throws(TransportError) -> [UInt8]? {
        if buffer.isEmpty, try !fill() { return nil }
        let piece = Array(buffer.prefix(limit))
        buffer = buffer.dropFirst(piece.count)
        return piece
    }

    /// A line without its end.
    private mutating func line() throws(TransportError) -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                var line = buffer[..<end]
                buffer = buffer[(end + 1)...]
                if line.last == 0x0D { line = line.dropLast() }
                return String(decoding: line, as: UTF8.self)
            }
            guard buffer.count <= Self.longestLine else { throw broken("a line of its head is too long") }
            guard try fill() else { throw broken("it ended early") }
        }
    }

    /// - Returns: false at the end of the connection.
    private mutating func fill() throws(TransportError) -> Bool {
        while true {
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.readSize) { room, count in
                let read = recv(descriptor, room.baseAddress, Self.readSize, 0)
                failure = read < 0 ? errno : 0
                count = max(0, read)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw broken(String(cString: strerror(failure))) }
            buffer += bytes
            return !bytes.isEmpty
        }
    }

    private func broken(_ reason: String) -> TransportError { .connectionLost(target: target, reason: reason) }
}
