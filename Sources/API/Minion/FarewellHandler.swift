import NIOCore

/// Closes a connection whose other side was told that it is over because of what it sent. Stands between HTTP/2 and TLS.
///
/// NIO's HTTP/2 says so (`GOAWAY` with an error) and reads nothing more, but leaves the connection open: whoever floods a
/// server would keep its place there. What goes out is a row of frames, so the one in question is seen here.
final class FarewellHandler: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private static let headerSize = 9
    private static let goAway: UInt8 = 7

    /// Bytes of the last frame's payload that are still to come.
    private var rest = 0

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .byteBuffer(let bytes) = unwrapOutboundIn(data), endsConnection(bytes) {
            let channel = context.channel
            // The frame goes out first.
            channel.eventLoop.execute { channel.close(promise: nil) }
        }
        context.write(data, promise: promise)
    }

    /// Whether a farewell with an error is among the frames that begin in these bytes. A frame's header is never cut.
    private func endsConnection(_ bytes: ByteBuffer) -> Bool {
        var index = bytes.readerIndex
        while index < bytes.writerIndex {
            if rest > 0 {
                let count = min(rest, bytes.writerIndex - index)
                rest -= count
                index += count
                continue
            }
            guard let size = bytes.getInteger(at: index, as: UInt32.self),
                let kind = bytes.getInteger(at: index + 3, as: UInt8.self)
            else { return false }
            index += Self.headerSize
            rest = Int(size >> 8)
            // The last stream comes first, then the reason: 0 is none, as in a shutdown.
            if kind == Self.goAway, let reason = bytes.getInteger(at: index + 4, as: UInt32.self), reason != 0 {
                return true
            }
        }
        return false
    }
}
