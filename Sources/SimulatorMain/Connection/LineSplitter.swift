import Model
import NIOCore
import Values

/// Makes the master's lines out of the bytes of a stream's answer.
final class LineSplitter {
    var status = 0
    private var rest = ByteBuffer()
    private let lines: AsyncThrowingStream<MinionLine, any Error>.Continuation

    init(_ lines: AsyncThrowingStream<MinionLine, any Error>.Continuation) { self.lines = lines }

    func take(_ bytes: ByteBuffer) {
        rest.writeImmutableBuffer(bytes)
        guard (200..<300).contains(status) else { return }
        while let end = rest.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest.readBytes(length: end - rest.readerIndex) ?? []
            rest.moveReaderIndex(forwardBy: 1)
            do {
                if !line.isEmpty { lines.yield(try MinionLine(value: JSON.read(line))) }
            } catch {
                lines.finish(throwing: error)
            }
        }
        if rest.readableBytes == 0 { rest = ByteBuffer() }
    }

    func end(_ error: (any Error)?) {
        if (200..<300).contains(status) || error != nil {
            lines.finish(throwing: error)
        } else {
            lines.finish(throwing: MasterRefusal(status: status, text: String(buffer: rest)))
        }
    }
}
