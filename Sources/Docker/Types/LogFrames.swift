/// Takes the engine's multiplexed stream apart: each frame is a type byte (1 stdout, 2 stderr), three zero bytes, the
/// length as four big-endian bytes, and the output. Pure: bytes in, entries out.
struct LogFrames {
    private var buffer: [UInt8] = []

    mutating func append(_ bytes: [UInt8]) { buffer.append(contentsOf: bytes) }

    /// The next complete frame, or nil until more bytes come.
    mutating func next() -> LogEntry? {
        guard buffer.count >= 8 else { return nil }
        let length = buffer[4..<8].reduce(0) { $0 << 8 | Int($1) }
        guard buffer.count >= 8 + length else { return nil }
        let entry = LogEntry(source: buffer[0] == 2 ? .stderr : .stdout, bytes: Array(buffer[8..<8 + length]))
        buffer.removeFirst(8 + length)
        return entry
    }
}
