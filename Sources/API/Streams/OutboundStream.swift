import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// A response that goes on: pieces are sent as they come, until the work is done, the client is gone, or the server
/// stops.
struct OutboundStream: Sendable {
    /// Where a stream's work puts what is to be sent.
    struct Outlet: Sendable {
        fileprivate let continuation: AsyncStream<ByteBuffer>.Continuation

        func send(_ text: String) { continuation.yield(ByteBuffer(string: text)) }
    }

    /// Whether the work goes on when nobody listens any more.
    enum Abandonment {
        case cancelsWork
        case finishesWork
    }

    private let channel: any Channel
    private let abandonment: Abandonment
    private let work: @Sendable (Outlet) async -> Void

    /// Feeds the outlet until it returns; under `.cancelsWork` its task is cancelled when the client or the server
    /// goes.
    ///
    /// - Parameter channel: the request's connection, of a server made with `HTTPServerBuilder.streaming`.
    init(
        on channel: any Channel, whenAbandoned abandonment: Abandonment,
        work: @escaping @Sendable (Outlet) async -> Void
    ) {
        self.channel = channel
        self.abandonment = abandonment
        self.work = work
    }

    func response(type: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-cache"
        return Response(status: .ok, headers: headers, body: ResponseBody { try await write(to: &$0) })
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let (pieces, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let stop: @Sendable () -> Void = { if abandonment == .cancelsWork { continuation.finish() } }
        let connection = try await channel.pipeline.handler(type: InboundCloseHandler.self).get()
        connection.whenClosed(stop)
        defer { connection.forgetListener() }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await work(Outlet(continuation: continuation))
                    continuation.finish()
                }
                defer { group.cancelAll() }
                try await send(pieces, to: &writer)
            }
        } onGracefulShutdown: {
            stop()
        }
        try await writer.finish(nil)
    }

    /// Sends until the pieces end; where the work has to be finished, a lost client only ends the sending.
    private func send(_ pieces: AsyncStream<ByteBuffer>, to writer: inout any ResponseBodyWriter) async throws {
        var failure: (any Error)?
        for await piece in pieces where failure == nil {
            do { try await writer.write(piece) } catch {
                guard abandonment == .finishesWork else { throw error }
                failure = error
            }
        }
        if let failure { throw failure }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 with what `OutboundStream` needs on each connection.
    ///
    /// - Parameter idleTimeout: how long a connection may stay without a request, or a request unfinished, before it is
    ///   closed; an answer that is being sent, a stream above all, may take any time.
    static func streaming(
        idleTimeout: Duration, deadlines: RequestDeadlines.Limits = RequestDeadlines.Limits()
    ) -> HTTPServerBuilder {
        .http1(configuration: .streaming(idleTimeout: idleTimeout, deadlines: deadlines))
    }
}

extension HTTP1Channel.Configuration {
    static func streaming(idleTimeout: Duration, deadlines: RequestDeadlines.Limits) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [InboundCloseHandler(), RequestDeadlines(deadlines)],
            idleTimeout: TimeAmount(idleTimeout))
    }
}
