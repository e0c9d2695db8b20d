import Glibc
import Values

/// What a render writes, with the place that wrote each line.
final class Output {
    private struct Origin {
        var file: Int32
        var line: Int32
    }

    @exclusivity(unchecked) private var bytes: [UInt8] = []
    @exclusivity(unchecked) private var finished: [Origin?] = []
    @exclusivity(unchecked) private var current: Origin?
    @exclusivity(unchecked) private var isCurrentBlank = true
    private let isTracking: Bool
    private let render: Render

    private init(_ render: Render, isTracking: Bool) {
        self.render = render
        self.isTracking = isTracking
    }

    /// The output of the whole render.
    static func main(_ render: Render) -> Output { Output(render, isTracking: true) }

    /// A side output that becomes a string: a macro's, a `set` block's.
    static func capture(_ render: Render) -> Output { Output(render, isTracking: false) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The place of each output line.
    func lines(_ files: [String]) -> [SourceLocation?] {
        (finished + [current]).map { origin in
            origin.map { SourceLocation(file: files[Int($0.file)], line: Int($0.line)) }
        }
    }

    func write(_ text: String, file: Int32, line: Int32) throws {
        var text = text
        try text.withUTF8 { try write(buffer: $0, file: file, line: line, advancing: false) }
    }

    /// `advancing`: the source goes on line by line with the output, as template text does.
    func write(_ text: [UInt8], file: Int32, line: Int32, advancing: Bool) throws {
        try text.withUnsafeBufferPointer { try write(buffer: $0, file: file, line: line, advancing: advancing) }
    }

    private func write(buffer: UnsafeBufferPointer<UInt8>, file: Int32, line: Int32, advancing: Bool) throws {
        try render.countOutput(buffer.count)
        bytes.append(contentsOf: buffer)
        guard isTracking, !buffer.isEmpty else { return }
        guard let base = buffer.baseAddress else { return }
        var line = line
        var start = 0
        while let found = memchr(base + start, 10, buffer.count - start) {
            let newline = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
            note(buffer, start..<newline, Origin(file: file, line: line))
            finished.append(current)
            current = nil
            isCurrentBlank = true
            if advancing { line += 1 }
            start = newline + 1
        }
        if start < buffer.count { note(buffer, start..<buffer.count, Origin(file: file, line: line)) }
    }

    /// The first who writes something visible on a line is its origin; on a blank line the first at all.
    private func note(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ origin: Origin) {
        guard isCurrentBlank else { return }
        var index = range.lowerBound
        while index < range.upperBound, buffer[index] == 32 || buffer[index] == 9 { index += 1 }
        let isBlank = index == range.upperBound
        if current == nil || !isBlank { current = origin }
        if !isBlank { isCurrentBlank = false }
    }
}
