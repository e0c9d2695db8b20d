/// A section of the file while it is written: a header at the margin, directives below it.
struct SectionText {
    private(set) var lines: [String]

    init(_ header: String) { lines = [header] }

    mutating func add(_ line: String) { lines.append("    \(line)") }

    mutating func add(_ line: String?) { if let line { add(line) } }

    var text: String { lines.joined(separator: "\n") + "\n" }
}
