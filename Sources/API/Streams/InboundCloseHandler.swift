import NIOCore
import Synchronization

/// Tells when the other side of a connection has hung up, while a stream is sent to it and nothing is read.
///
/// Hummingbird's `consumeWithInboundCloseHandler` is not used for this: a stream that ends before the end of its
/// request
/// has been read, or whose request was read already, ends the process there.
final class InboundCloseHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private struct State {
        var isClosed = false
        var listener: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Calls the listener once: at the end of the connection's input, or now when that is past. One listener at a time.
    func whenClosed(_ listener: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.listener = listener }
            return state.isClosed
        }
        if isClosed { listener() }
    }

    func forgetListener() { state.withLock { $0.listener = nil } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        context.fireChannelInactive()
    }

    private func close() {
        let listener = state.withLock { state in
            state.isClosed = true
            defer { state.listener = nil }
            return state.listener
        }
        listener?()
    }
}
