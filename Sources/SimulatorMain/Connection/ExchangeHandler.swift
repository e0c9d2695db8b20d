import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request on one HTTP/2 stream: sends it when the stream is there and hands on what comes back.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    /// What hears the answer. `end` is called once.
    struct Listener {
        var head: (Int) -> Void
        var body: (ByteBuffer) -> Void
        var end: ((any Error)?) -> Void
    }

    private let head: HPACKHeaders
    private let body: ByteBuffer?
    private var listener: Listener?

    init(_ head: HPACKHeaders, body: ByteBuffer?, listener: Listener) {
        self.head = head
        self.body = body
        self.listener = listener
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.headers(.init(headers: head, endStream: body == nil))), promise: nil)
        if let body {
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: true))), promise: nil)
        }
        context.flush()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let answer):
            if let status = answer.headers.first(name: ":status").flatMap(Int.init) { listener?.head(status) }
            if answer.endStream { end(nil) }
        case .data(let piece):
            if case .byteBuffer(let bytes) = piece.data { listener?.body(bytes) }
            if piece.endStream { end(nil) }
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(ConnectionLost())
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }

    private func end(_ error: (any Error)?) {
        listener?.end(error)
        listener = nil
    }
}

/// The master hung up, or cannot be reached any more.
struct ConnectionLost: Error {}
