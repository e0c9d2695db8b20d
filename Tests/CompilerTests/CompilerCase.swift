/// A case of the compiler: files after `--- PATH` lines, then `=== WHAT ARGUMENTS` lines, each with what is expected.
struct CompilerCase {
    struct Expectation {
        var command: [String]
        var lines: [String]
    }

    var files: [String: String] = [:]
    var expectations: [Expectation] = []

    init(_ text: String) {
        var path: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--- ") {
                path = String(line.dropFirst(4))
            } else if line.hasPrefix("=== ") {
                path = nil
                expectations.append(
                    Expectation(command: line.dropFirst(4).split(separator: " ").map(String.init), lines: []))
            } else if let path {
                files[path, default: ""] += line + "\n"
            } else if !expectations.isEmpty, !line.isEmpty {
                expectations[expectations.count - 1].lines.append(String(line))
            }
        }
    }
}
