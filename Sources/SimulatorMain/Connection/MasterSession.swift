import Model
import NIOCore
import NIOHPACK
import NIOHTTP2
import Values

/// One connection to the master; jobs come and returns go on it as they do on a real minion's.
struct MasterSession: Sendable {
    let channel: any Channel
    let multiplexer: NIOHTTP2Handler.StreamMultiplexer

    /// The answer's JSON.
    ///
    /// - Throws: `MasterRefusal` when the status is not 2xx, `ConnectionLost`.
    func send(_ method: String, _ path: String, _ body: Value) async throws -> Value {
        let promise = channel.eventLoop.makePromise(of: (Int, ByteBuffer).self)
        open(method, path, ByteBuffer(string: JSON.write(body))) {
            var status = 0
            var collected = ByteBuffer()
            return ExchangeHandler.Listener(
                head: { status = $0 },
                body: { collected.writeImmutableBuffer($0) },
                end: { error in
                    if let error { promise.fail(error) } else { promise.succeed((status, collected)) }
                })
        } failed: {
            promise.fail($0)
        }
        let (status, answer) = try await promise.futureResult.get()
        guard (200..<300).contains(status) else {
            throw MasterRefusal(status: status, text: String(buffer: answer))
        }
        return try JSON.read(Array(answer.readableBytesView))
    }

    /// The stream of lines, from `GET /v1/jobs`.
    func jobs() -> AsyncThrowingStream<MinionLine, any Error> {
        let (lines, continuation) = AsyncThrowingStream.makeStream(of: MinionLine.self)
        open("GET", "/v1/jobs", nil) {
            let splitter = LineSplitter(continuation)
            return ExchangeHandler.Listener(
                head: { splitter.status = $0 }, body: { splitter.take($0) }, end: { splitter.end($0) })
        } failed: {
            continuation.finish(throwing: $0)
        }
        return lines
    }

    func close() { channel.close(promise: nil) }

    /// - Parameter listener: is made on the connection's event loop.
    private func open(
        _ method: String, _ path: String, _ body: ByteBuffer?,
        listener: @escaping @Sendable () -> ExchangeHandler.Listener, failed: @escaping @Sendable (any Error) -> Void
    ) {
        var head: HPACKHeaders = [
            ":method": method, ":path": path, ":scheme": "https", ":authority": MasterEndpoint.serverName,
        ]
        if let body {
            head.add(name: "content-type", value: "application/json")
            head.add(name: "content-length", value: "\(body.readableBytes)")
        }
        multiplexer.createStreamChannel { [head] stream in
            stream.eventLoop.makeCompletedFuture {
                let exchange = ExchangeHandler(head, body: body, listener: listener())
                try stream.pipeline.syncOperations.addHandler(exchange)
            }
        }.whenFailure(failed)
    }
}

/// An answer that is no success.
struct MasterRefusal: Error, CustomStringConvertible {
    let status: Int
    let text: String

    var description: String { "HTTP \(status): \(text.prefix(500))" }
}
