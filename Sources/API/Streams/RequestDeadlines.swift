import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes the connections of clients that are slower than any network is, so that holding one open costs an attacker as
/// much as it costs the master.
///
/// A connection has `greeting` to come to its first request: TCP, TLS and the whole head. The body of a request has to
/// bring at least `pace.bytes` in every `pace.time`.
final class RequestDeadlines: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    struct Limits: Sendable {
        var greeting = TimeAmount.seconds(30)
        var pace = (bytes: 4096, time: TimeAmount.seconds(30))
    }

    private let limits: Limits
    private var deadline: Scheduled<Void>?
    private var received = 0

    init(_ limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expectGreeting(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        expectGreeting(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            stop()
            received = 0
            expectBody(context)
        case .body(let bytes): received += bytes.readableBytes
        case .end: stop()
        }
        context.fireChannelRead(data)
    }

    private func expectGreeting(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limits.greeting) { context.close(promise: nil) }
    }

    private func expectBody(_ context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limits.pace.time) {
            guard self.received >= self.limits.pace.bytes else { return context.close(promise: nil) }
            self.received = 0
            self.expectBody(context)
        }
    }

    private func stop() {
        deadline?.cancel()
        deadline = nil
    }
}
