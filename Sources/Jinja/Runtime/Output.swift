import Glibc

/// What a render writes, with the place that wrote each part.
///
/// Bytes in memory of its own: this is the innermost loop of every render.
final class Output {
    @exclusivity(unchecked) private var bytes: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private var spans: UnsafeMutablePointer<LineMap.Span>
    @exclusivity(unchecked) private var spanCount = 0
    @exclusivity(unchecked) private var spanCapacity: Int
    private let isTracking: Bool
    private let budget: Budget

    private init(_ render: Render, isTracking: Bool, capacity: Int) {
        budget = render.budget
        self.isTracking = isTracking
        self.capacity = capacity
        bytes = Memory.allocate(capacity)
        spanCapacity = isTracking ? 1024 : 0
        spans = Memory.allocate(spanCapacity)
    }

    deinit {
        free(bytes)
        free(spans)
    }

    /// The output of the whole render.
    static func main(_ render: Render) -> Output { Output(render, isTracking: true, capacity: 8192) }

    /// A side output that becomes a string: a macro's, a `set` block's.
    static func capture(_ render: Render) -> Output { Output(render, isTracking: false, capacity: 256) }

    var text: String { String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) }

    func forget() { count = 0 }

    /// The text with the places of its lines, which are handed over: to be called once, at the end.
    func rendered(_ files: [String]) -> RenderedText {
        let text = text
        let map = LineMap(text: text, spans: UnsafeMutableBufferPointer(start: spans, count: spanCount), files: files)
        spanCapacity = 0
        spanCount = 0
        spans = Memory.allocate(0)
        return RenderedText(text: text, map: map)
    }

    func write(_ text: String, file: Int32, line: Int32) throws {
        try text.withBytes { try write(buffer: $0, file: file, line: line, isAdvancing: false) }
    }

    /// Template text: the source goes on line by line with the output.
    func write(_ text: [UInt8], file: Int32, line: Int32) throws {
        try text.withUnsafeBufferPointer { try write(buffer: $0, file: file, line: line, isAdvancing: true) }
    }

    /// What one tag printed.
    func write(printed bytes: [UInt8], file: Int32, line: Int32) throws {
        try bytes.withUnsafeBufferPointer { try write(buffer: $0, file: file, line: line, isAdvancing: false) }
    }

    func write(_ number: Int, file: Int32, line: Int32) throws {
        guard number >= 0 else { return try write(String(number), file: file, line: line) }
        try reserve(20)
        var digits = 1
        var power = 10
        while digits < 19, number >= power {
            digits += 1
            power = digits < 19 ? power * 10 : power
        }
        var rest = number
        var index = count + digits
        repeat {
            index -= 1
            bytes[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        } while index > count
        try finish(digits, file: file, line: line, isAdvancing: false)
    }

    @inline(__always)
    private func write(buffer: UnsafeBufferPointer<UInt8>, file: Int32, line: Int32, isAdvancing: Bool) throws {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return }
        try reserve(buffer.count)
        memcpy(bytes + count, base, buffer.count)
        try finish(buffer.count, file: file, line: line, isAdvancing: isAdvancing)
    }

    @inline(__always)
    private func finish(_ added: Int, file: Int32, line: Int32, isAdvancing: Bool) throws {
        count += added
        try budget.take(added)
        if isTracking {
            if spanCount == spanCapacity { growSpans() }
            spans[spanCount] = LineMap.Span(end: count, file: file, line: isAdvancing ? line : -line)
            spanCount += 1
        }
    }

    @inline(__always)
    private func reserve(_ more: Int) throws {
        if count + more > capacity { try grow(more) }
    }

    private func grow(_ more: Int) throws {
        try budget.check(more)
        let capacity = max(capacity * 2, count + more)
        let larger = Memory.allocate(capacity, of: UInt8.self)
        memcpy(larger, bytes, count)
        free(bytes)
        bytes = larger
        self.capacity = capacity
    }

    private func growSpans() {
        let larger = Memory.allocate(spanCapacity * 2, of: LineMap.Span.self)
        larger.moveInitialize(from: spans, count: spanCount)
        free(spans)
        spans = larger
        spanCapacity *= 2
    }
}
