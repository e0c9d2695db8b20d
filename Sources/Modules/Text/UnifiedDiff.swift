/// A unified diff exactly as Salt shows it: Python's `difflib.unified_diff` with empty names and three lines of context,
/// lines joined as they are.
enum UnifiedDiff {
    private static let context = 3

    /// - Returns: an empty text when there is no difference.
    static func between(_ old: String, _ new: String) -> String { parts(lines(old), lines(new)).joined() }

    /// The form in which `file.append` shows it: lines without their ends, joined by newlines, those after the headings'
    /// own included.
    static func betweenBareLines(_ old: [String], _ new: [String]) -> String {
        parts(old.map { $0[...] }, new.map { $0[...] }).joined(separator: "\n")
    }

    private static func parts(_ a: [Substring], _ b: [Substring]) -> [String] {
        var output: [String] = []
        for group in groups(SequenceMatcher(a, b).operations()) {
            guard let first = group.first, let last = group.last else { continue }
            if output.isEmpty { output = ["--- \n", "+++ \n"] }
            let spanA = span(first.a.lowerBound..<last.a.upperBound)
            output.append("@@ -\(spanA) +\(span(first.b.lowerBound..<last.b.upperBound)) @@\n")
            for operation in group { write(operation, a, b, into: &output) }
        }
        return output
    }

    private static func write(
        _ operation: SequenceMatcher.Operation, _ a: [Substring], _ b: [Substring], into output: inout [String]
    ) {
        if operation.tag == .equal {
            output += a[operation.a].map { " \($0)" }
            return
        }
        if operation.tag != .insert { output += a[operation.a].map { "-\($0)" } }
        if operation.tag != .delete { output += b[operation.b].map { "+\($0)" } }
    }

    /// The operations in hunks: stretches of equal lines are cut to the context.
    private static func groups(_ all: [SequenceMatcher.Operation]) -> [[SequenceMatcher.Operation]] {
        var operations = all
        guard all.contains(where: { $0.tag != .equal }) else { return [] }
        if operations[0].tag == .equal { operations[0] = operations[0].suffix(context) }
        let end = operations.count - 1
        if operations[end].tag == .equal { operations[end] = operations[end].prefix(context) }
        var groups: [[SequenceMatcher.Operation]] = []
        var group: [SequenceMatcher.Operation] = []
        for operation in operations {
            if operation.tag == .equal, operation.a.count > context * 2 {
                groups.append(group + [operation.prefix(context)])
                group = [operation.suffix(context)]
            } else {
                group.append(operation)
            }
        }
        if !(group.count == 1 && group[0].tag == .equal) { groups.append(group) }
        return groups
    }

    private static func span(_ range: Range<Int>) -> String {
        switch range.count {
        case 1: "\(range.lowerBound + 1)"
        case 0: "\(range.lowerBound),0"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }

    /// Lines with their ends.
    static func lines(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            let next = bytes.index(after: end)
            lines.append(text[start..<next])
            start = next
        }
        if start < bytes.endIndex { lines.append(text[start...]) }
        return lines
    }
}

extension SequenceMatcher.Operation {
    fileprivate func prefix(_ count: Int) -> Self {
        .init(
            tag: tag, a: a.lowerBound..<Swift.min(a.upperBound, a.lowerBound + count),
            b: b.lowerBound..<Swift.min(b.upperBound, b.lowerBound + count))
    }

    fileprivate func suffix(_ count: Int) -> Self {
        .init(
            tag: tag, a: Swift.max(a.lowerBound, a.upperBound - count)..<a.upperBound,
            b: Swift.max(b.lowerBound, b.upperBound - count)..<b.upperBound)
    }
}
