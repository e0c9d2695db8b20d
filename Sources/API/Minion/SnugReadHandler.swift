import NIOCore

/// Hands on what TLS has deciphered in buffers of its size.
///
/// TLS fills a buffer that has room for two records, 32 KiB; whoever keeps a few bytes of it, as the decoder of HTTP/2
/// does, keeps all of it, and makes TLS take another one. With ten thousand connections that is half a gigabyte.
final class SnugReadHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        var snug = context.channel.allocator.buffer(capacity: bytes.readableBytes)
        bytes.withUnsafeReadableBytes { _ = snug.writeBytes($0) }
        context.fireChannelRead(wrapInboundOut(snug))
    }
}
