import Execution
import RegularExpressions
import Values

/// The marker lines of `file.blockreplace`, and where a block goes that is not there yet.
struct BlockMarkers: Sendable {
    private enum Place: Sendable, Hashable {
        case first, last
        case before(String)
        case after(String)
    }

    private let start: String
    private let end: String
    private let place: Place?
    /// Whether the last line of the content ends before the end marker; nil decides by the content.
    private let endsContent: Bool?

    init(_ arguments: inout ArgumentDecoder) {
        start = arguments.text("marker_start", default: "#-- start managed zone --")
        end = arguments.text("marker_end", default: "#-- end managed zone --")
        endsContent = arguments.value("append_newline").map { $0 == true }
        var places: [Place] = []
        if arguments.flag("append_if_not_found", default: false) { places.append(.last) }
        if arguments.flag("prepend_if_not_found", default: false) { places.append(.first) }
        if let line = arguments.text("insert_before_match"), !line.isEmpty { places.append(.before(line)) }
        if let line = arguments.text("insert_after_match"), !line.isEmpty { places.append(.after(line)) }
        if places.count > 1 {
            arguments.refuse(
                "append_if_not_found",
                "Only one of append_if_not_found, prepend_if_not_found, insert_before_match, and insert_after_match is "
                    + "permitted")
        }
        place = places.first
    }

    /// - Throws: a `Diagnostic`, or an expression's error.
    func replaced(in text: String, with content: String) throws -> String {
        let old = TextLines.whole(text)
        let lineEnd = old.first?.hasSuffix("\r\n") == true ? "\r\n" : "\n"
        var new: [String] = []
        var isInBlock = false
        var isFound = false
        for line in old {
            if line.contains(start) {
                isInBlock = true
            } else if isInBlock {
                if let range = line.firstRange(of: end) {
                    isInBlock = false
                    isFound = true
                    new += body(content, lineEnd, closing: String(line[range.lowerBound...]))
                }
                continue
            }
            new.append(line)
        }
        if isInBlock { throw Diagnostic("Unterminated marked block. End of file reached before marker_end.") }
        if !isFound { try insert([start + lineEnd] + body(content, lineEnd, closing: end), into: &new, lineEnd) }
        return new.joined()
    }

    private func insert(_ block: [String], into lines: inout [String], _ lineEnd: String) throws {
        let missing = Diagnostic("Cannot edit marked block. Markers were not found in file.")
        switch place {
        case nil: throw missing
        case .first: lines = block + lines
        case .last:
            if let last = lines.last, !last.hasSuffix(lineEnd) { lines[lines.count - 1] += lineEnd }
            lines += block
        case .before(let pattern):
            guard let index = try index(of: pattern, in: lines) else { throw missing }
            lines.insert(contentsOf: block, at: index)
        case .after(let pattern):
            guard let index = try index(of: pattern, in: lines) else { throw missing }
            lines.insert(contentsOf: block, at: index + 1)
        }
    }

    private func index(of pattern: String, in lines: [String]) throws -> Int? {
        let expression = try RegularExpression(pattern)
        return try lines.firstIndex { try expression.search($0) != nil }
    }

    /// The content's lines and the end marker.
    private func body(_ content: String, _ lineEnd: String, closing: String) -> [String] {
        var lines = content.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) + lineEnd }
        let closing = String(closing.reversed().drop(while: \.isNewline).reversed()) + lineEnd
        if endsContent ?? (content.utf8.last != 0x0A) { return lines + [closing] }
        let last = lines.removeLast()
        return lines + [last.dropLast() + closing]
    }
}
