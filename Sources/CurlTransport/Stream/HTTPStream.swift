/// An answer whose body is read while it arrives.
///
/// The sequence gives the body in pieces, as they come. A reader that is slow slows the server down: no more than
/// `StreamingReceiver.capacity` bytes are held. It can be gone through once; leaving the loop, dropping the stream or
/// cancelling the task that reads ends the transfer and its connection.
package final class HTTPStream: Sendable, AsyncSequence {
    package typealias Element = [UInt8]
    package typealias Failure = TransportError

    package let status: Int
    package let headers: HTTPHeaders
    /// As in `HTTPResponse`.
    package let peerCertificates: [String]
    private let client: HTTPClient
    private let transfer: Transfer
    private let receiver: StreamingReceiver

    init(_ head: ResponseHead, client: HTTPClient, transfer: Transfer, receiver: StreamingReceiver) {
        status = head.status
        headers = head.headers
        peerCertificates = head.peerCertificates
        self.client = client
        self.transfer = transfer
        self.receiver = receiver
    }

    deinit { cancel() }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Ends the transfer; a reader that waits gets `TransportError.cancelled`.
    package func cancel() {
        if !receiver.isFinished { client.loop.cancel(transfer) }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(reading: self) }

    /// The rest of the body as a whole, for small answers such as an error's text.
    package func collect(upTo limit: Int = 1 << 20) async throws(TransportError) -> [UInt8] {
        var body: [UInt8] = []
        var iterator = makeAsyncIterator()
        while let bytes = try await iterator.next(isolation: #isolation) {
            guard body.count + bytes.count <= limit else { throw .tooLarge(limit: limit) }
            body.append(contentsOf: bytes)
        }
        return body
    }

    fileprivate func next() async throws(TransportError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if receiver.awaitBytes(continuation) { client.loop.resume(transfer) }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    package struct Iterator: AsyncIteratorProtocol {
        /// Ends the transfer when the last copy of the iterator goes away.
        private final class Reader {
            let stream: HTTPStream
            init(_ stream: HTTPStream) { self.stream = stream }
            deinit { stream.cancel() }
        }

        private let reader: Reader

        init(reading stream: HTTPStream) { reader = Reader(stream) }

        package mutating func next() async throws(TransportError) -> [UInt8]? {
            try await reader.stream.next()
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(TransportError) -> [UInt8]? {
            try await reader.stream.next()
        }
    }
}
