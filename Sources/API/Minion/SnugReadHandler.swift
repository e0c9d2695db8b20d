import NIOCore

/// Hands on what TLS has deciphered in small buffers of its size.
///
/// TLS fills a buffer that has room for two records, 32 KiB; whoever keeps a few bytes of it, as the decoder of HTTP/2
/// does, keeps all of it, and makes TLS take another one. With ten thousand connections that is half a gigabyte. The
/// decoder's own buffer never shrinks either, so it must never be given much at once.
final class SnugReadHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// In bytes: up to so much is handed on in small pieces. Whoever sends more at once has much to send.
    private static let small = (read: 4096, piece: 1024)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        let piece = bytes.readableBytes <= Self.small.read ? Self.small.piece : bytes.readableBytes
        repeat {
            let length = min(piece, bytes.readableBytes)
            var snug = context.channel.allocator.buffer(capacity: length)
            _ = bytes.readWithUnsafeReadableBytes { all in
                snug.writeBytes(UnsafeRawBufferPointer(rebasing: all.prefix(length)))
            }
            context.fireChannelRead(wrapInboundOut(snug))
        } while bytes.readableBytes > 0
    }
}
