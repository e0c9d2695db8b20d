import Model
import RegularExpressions

/// Which new keys are accepted without an operator (`auto_accept`, `autosign_file`).
package struct AcceptancePolicy: Sendable {
    private let acceptsAll: Bool
    private let autosignLines: @Sendable () throws -> [String]

    /// - Parameter autosignLines: the lines of the `autosign_file`, read anew for every key.
    package init(acceptsAll: Bool, autosignLines: @escaping @Sendable () throws -> [String]) {
        self.acceptsAll = acceptsAll
        self.autosignLines = autosignLines
    }

    /// - Throws: when the `autosign_file` can't be used.
    func accepts(_ id: MinionID) throws -> Bool {
        if acceptsAll { return true }
        return try autosignLines().contains { Self.line($0, matches: id.text) }
    }

    /// As Salt reads a line: an id, a glob over ids, or a regular expression for a whole id. Empty lines and those that
    /// begin with `#` mean nothing, and so does what is no regular expression.
    static func line(_ line: String, matches id: String) -> Bool {
        guard let text = pattern(of: line) else { return false }
        if text == id || Glob(text).matches(id) { return true }
        do throws(RegularExpressionError) {
            return try RegularExpression(text).fullMatch(id) != nil
        } catch {
            // A glob like `*.example.com` is no expression; it was judged as a glob.
            return false
        }
    }

    /// Why a line matches no id whatsoever; nil where it may. A glob of what ids are made of is fine.
    static func fault(of line: String) -> String? {
        guard let text = pattern(of: line) else { return nil }
        do throws(RegularExpressionError) {
            _ = try RegularExpression(text)
            return nil
        } catch {
            let isGlob =
                text.utf8.allSatisfy { "*?[]!".utf8.contains($0) || MinionID.allows($0) }
                && text.contains("[") == text.contains("]")
            if isGlob { return nil }
            if case .invalidPattern(_, let reason, let offset) = error { return "\(reason) at position \(offset)" }
            return error.description
        }
    }

    /// What is written in a line; nil where that is nothing, or a comment.
    private static func pattern(of line: String) -> String? {
        var text = line[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text.isEmpty || text.hasPrefix("#") ? nil : String(text)
    }
}
