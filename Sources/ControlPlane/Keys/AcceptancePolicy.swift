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
        var text = line[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty, !text.hasPrefix("#") else { return false }
        if text == id || Glob(String(text)).matches(id) { return true }
        do throws(RegularExpressionError) {
            return try RegularExpression(String(text)).fullMatch(id) != nil
        } catch {
            // A glob like `*.example.com` is no expression; it was judged as a glob.
            return false
        }
    }
}
