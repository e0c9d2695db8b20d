import Glibc
import Synchronization
import Values

/// The template line that wrote each line of an output. Worked out when somebody first asks.
final class LineMap: Sendable {
    /// A part of the output that one tag or one run of template text wrote, up to `end`.
    struct Span: Sendable {
        let end: Int
        let file: Int32
        private let signedLine: Int32

        /// - Parameter line: negative where all of the part comes from that one line, as for a print.
        init(end: Int, file: Int32, line: Int32) {
            self.end = end
            self.file = file
            signedLine = line
        }

        /// The template line of the part's first line.
        var line: Int { Int(signedLine.magnitude) }
        /// Whether the template's lines go on with the output's.
        var isAdvancing: Bool { signedLine > 0 }
    }

    private let text: String
    // Safety: written before the map is made, and only read by it.
    nonisolated(unsafe) private let spans: UnsafeMutableBufferPointer<Span>
    private let files: [String]
    private let known = Mutex<[SourceLocation?]?>(nil)

    /// - Parameter spans: memory from `malloc`, which the map takes over.
    init(text: String, spans: UnsafeMutableBufferPointer<Span>, files: [String]) {
        self.text = text
        self.spans = spans
        self.files = files
    }

    deinit { free(spans.baseAddress) }

    var lines: [SourceLocation?] {
        known.withLock { known in
            if let known { return known }
            var text = text
            let lines = text.withUTF8 { bytes in
                var scan = Scan()
                var start = 0
                for span in spans {
                    scan.take(bytes[start..<span.end], span, files)
                    start = span.end
                }
                return scan.finished + [scan.current]
            }
            known = lines
            return lines
        }
    }

    private struct Scan {
        var finished: [SourceLocation?] = []
        var current: SourceLocation?
        var isBlank = true

        mutating func take(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ span: Span, _ files: [String]) {
            var line = span.line
            for byte in bytes {
                if byte == 10 {
                    if current == nil { note(files, span, line) }
                    finished.append(current)
                    current = nil
                    isBlank = true
                    if span.isAdvancing { line += 1 }
                } else if isBlank {
                    // The first who writes something visible on a line is its origin; on a blank line the first at all.
                    let isSpace = byte == 32 || byte == 9
                    if current == nil || !isSpace { note(files, span, line) }
                    isBlank = isSpace
                }
            }
        }

        private mutating func note(_ files: [String], _ span: Span, _ line: Int) {
            current = SourceLocation(file: files[Int(span.file)], line: line)
        }
    }
}
