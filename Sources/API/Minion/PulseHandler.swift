import NIOCore
import NIOHTTP2

/// Asks the other side of a connection for a sign of life with each heartbeat (`PING`, RFC 9113 section 6.7), and closes
/// the connection when the last ones were not answered: a process that hangs says nothing, while its kernel still
/// acknowledges all that it is sent.
///
/// With the heartbeats, and not by timers of its own: the minion is woken once for both.
final class PulseHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// What is triggered, on its way out, just before a heartbeat is written.
    struct Beat: Sendable {}

    /// With so many unanswered a connection counts as dead, on this side as on the minion's.
    private static let patience = 3

    private let onSilence: @Sendable () -> Void
    private var unanswered = 0

    /// - Parameter onSilence: is called before the connection is closed.
    init(onSilence: @escaping @Sendable () -> Void) { self.onSilence = onSilence }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Beat else { return context.triggerUserOutboundEvent(event, promise: promise) }
        guard unanswered < Self.patience else {
            onSilence()
            return context.close(promise: promise)
        }
        unanswered += 1
        let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 0), ack: false))
        context.write(wrapOutboundOut(ping), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .ping(_, ack: true) = unwrapInboundIn(data).payload { unanswered = 0 }
        context.fireChannelRead(data)
    }
}
