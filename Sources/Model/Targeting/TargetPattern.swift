import RegularExpressions
import Values

/// A regular expression in a target, its errors told as those of the target.
struct TargetPattern: Sendable {
    private let expression: RegularExpression

    static func compile(
        _ pattern: String, in target: String, options: RegularExpression.Options = []
    ) throws(Diagnostic) -> TargetPattern {
        do {
            return TargetPattern(expression: try RegularExpression(pattern, options: options))
        } catch {
            throw Diagnostic("the target '\(target)' is not valid: \(error)")
        }
    }

    /// Whether it matches from the first character on; the end is free, as in Python's `re.match`.
    func matchesStart(of text: String) throws(Diagnostic) -> Bool {
        do {
            return try expression.match(text) != nil
        } catch {
            throw Diagnostic("matching a target failed: \(error)")
        }
    }
}
