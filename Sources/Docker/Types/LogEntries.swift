import CurlTransport

/// The output of a container or of a process in it as it comes.
struct LogEntries: AsyncSequence, Sendable {
    typealias Element = LogEntry
    typealias Failure = DockerError

    let stream: HTTPStream
    /// Without frames (a terminal) all is stdout.
    let isFramed: Bool
    let request: String

    func makeAsyncIterator() -> Iterator {
        Iterator(chunks: stream.makeAsyncIterator(), isFramed: isFramed, request: request)
    }

    struct Iterator: AsyncIteratorProtocol {
        private var chunks: HTTPStream.Iterator
        private var frames = LogFrames()
        private let isFramed: Bool
        private let request: String

        init(chunks: HTTPStream.Iterator, isFramed: Bool, request: String) {
            self.chunks = chunks
            self.isFramed = isFramed
            self.request = request
        }

        mutating func next() async throws(DockerError) -> LogEntry? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(DockerError) -> LogEntry? {
            while true {
                if let entry = frames.next() { return entry }
                let bytes: [UInt8]?
                do throws(TransportError) { bytes = try await chunks.next(isolation: actor) } catch {
                    throw DockerError(error, request: request)
                }
                guard let bytes else { return nil }
                if !isFramed { return LogEntry(source: .stdout, bytes: bytes) }
                frames.append(bytes)
            }
        }
    }
}
