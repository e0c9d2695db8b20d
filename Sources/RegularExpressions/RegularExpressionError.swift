/// Why a pattern could not be used.
package enum RegularExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
    case invalidPattern(String, reason: String, offset: Int)
    case invalidReplacement(String, reason: String)
    case matchLimitExceeded(String)
    case matchFailed(String, reason: String)
    case outOfMemory

    package var description: String {
        switch self {
        case .invalidPattern(let pattern, let reason, let offset):
            "invalid regular expression '\(pattern)': \(reason) at position \(offset)"
        case .invalidReplacement(let template, let reason): "invalid replacement '\(template)': \(reason)"
        case .matchLimitExceeded(let pattern):
            "the regular expression '\(pattern)' backtracks too much on this text and was stopped"
        case .matchFailed(let pattern, let reason): "the regular expression '\(pattern)' failed: \(reason)"
        case .outOfMemory: "no memory for a regular expression match"
        }
    }
}
