import Glibc

/// The body of a stream line by line, without the line ends (`\n` or `\r\n`). A last line without an end counts too.
package struct HTTPLines: AsyncSequence, Sendable {
    package typealias Element = String
    package typealias Failure = TransportError

    private let stream: HTTPStream
    private let maximumLength: Int

    init(_ stream: HTTPStream, maximumLength: Int) {
        self.stream = stream
        self.maximumLength = maximumLength
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(chunks: stream.makeAsyncIterator(), maximumLength: maximumLength)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private var chunks: HTTPStream.Iterator
        private let maximumLength: Int
        private var buffer: [UInt8] = []
        /// Where the next line starts.
        private var start = 0
        /// Up to where no line end was found.
        private var searched = 0

        init(chunks: HTTPStream.Iterator, maximumLength: Int) {
            self.chunks = chunks
            self.maximumLength = maximumLength
        }

        package mutating func next() async throws(TransportError) -> String? {
            try await next(isolation: #isolation)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(TransportError) -> String? {
            while true {
                if let end = lineEnd() { return try takeLine(to: end, skipping: 1) }
                guard buffer.count - start <= maximumLength else { throw .tooLarge(limit: maximumLength) }
                guard let bytes = try await chunks.next(isolation: actor) else { break }
                if start > 0 {
                    buffer.removeFirst(start)
                    searched -= start
                    start = 0
                }
                buffer.append(contentsOf: bytes)
            }
            return start < buffer.count ? try takeLine(to: buffer.count, skipping: 0) : nil
        }

        private mutating func lineEnd() -> Int? {
            let end: Int? = buffer.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
                return memchr(base + searched, 0x0A, bytes.count - searched).map { UnsafeRawPointer($0) - base }
            }
            if end == nil { searched = buffer.count }
            return end
        }

        private mutating func takeLine(to end: Int, skipping lineEnd: Int) throws(TransportError) -> String {
            var line = buffer[start..<end]
            guard line.count <= maximumLength else { throw .tooLarge(limit: maximumLength) }
            if line.last == 0x0D { line = line.dropLast() }
            start = end + lineEnd
            searched = start
            return String(decoding: line, as: UTF8.self)
        }
    }
}

extension HTTPStream {
    /// The body line by line.
    /// - Parameter maximumLength: bytes; a longer line ends the sequence with `TransportError.tooLarge`.
    package func lines(maximumLength: Int = 1 << 20) -> HTTPLines { HTTPLines(self, maximumLength: maximumLength) }
}
