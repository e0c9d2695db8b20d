import ControlPlane
import HTTPTypes
import Model
import NIOCore
import NIOHTTPTypes

/// `GET /v1/jobs` on a stream of HTTP/2.
///
/// It has no task, as a task keeps its stack while it waits, and this one would wait as long as the minion lives: 10 KiB
/// for each.
final class MinionStreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private let stream: MinionStream
    private let connection: MinionConnectionHandler.Connection
    private var line: MinionConnection?
    private var place: StreamRoster.Place?
    private var isClosed = false

    /// - Parameter connection: the whole one; its certificate tells which minion it is.
    init(_ stream: MinionStream, on connection: MinionConnectionHandler.Connection) {
        self.stream = stream
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head = unwrapInboundIn(data) else { return }
        context.eventLoop.makeFutureWithTask { [stream, connection] in try await stream.open(connection) }
            .assumeIsolated().whenComplete { [self] result in
                switch result {
                case .success(let line): begin(line, context)
                case .failure(let error): refuse(error, context)
                }
            }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        if let place { stream.roster.leave(place) }
        if let line { Self.hangUp(line) }
        context.fireChannelInactive()
    }

    private func begin(_ line: MinionConnection, _ context: ChannelHandlerContext) {
        guard !isClosed else { return Self.hangUp(line) }
        self.line = line
        place = stream.roster.enter(line)
        context.write(wrapOutboundOut(.head(MinionStream.head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(stream.greeting)), promise: nil)
        let channel = context.channel
        let whole = connection.channel
        line.listen { line in
            channel.eventLoop.execute {
                if case .heartbeat = line { whole.triggerUserOutboundEvent(PulseHandler.Beat(), promise: nil) }
                let part = line.map { HTTPResponsePart.body(MinionStream.bytes(of: $0)) } ?? .end(nil)
                channel.writeAndFlush(part, promise: nil)
            }
        }
    }

    private func refuse(_ error: any Error, _ context: ChannelHandlerContext) {
        guard !isClosed else { return }
        let reply = stream.refusal(error)
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        context.write(wrapOutboundOut(.body(reply.body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private static func hangUp(_ line: MinionConnection) {
        line.end()
        Task { await line.close() }
    }
}

/// Stands where a request's handlers will be until its head tells which they are.
final class RequestSwitch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let choose: (HTTPRequest) throws -> Void

    /// - Parameter choose: adds the handlers behind this one.
    init(_ choose: @escaping (HTTPRequest) throws -> Void) { self.choose = choose }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            do {
                try choose(head)
            } catch {
                context.fireErrorCaught(error)
                return context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
