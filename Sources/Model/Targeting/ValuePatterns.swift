import RegularExpressions
import Synchronization
import Values

/// The patterns of one condition that values are compared with, each prepared when it is first asked for and kept for all
/// other values and minions.
final class ValuePatterns: Sendable {
    private let comparison: PathCondition.Comparison
    private let target: String
    private let known = Mutex<[String: ValuePattern]>([:])

    /// - Parameter target: the expression that the patterns are a part of.
    init(_ comparison: PathCondition.Comparison, in target: String) {
        self.comparison = comparison
        self.target = target
    }

    func prepared(_ text: String) -> ValuePattern {
        known.withLock { known in
            if let pattern = known[text] { return pattern }
            let pattern = ValuePattern(text, comparison, in: target)
            known[text] = pattern
            return pattern
        }
    }
}

/// What a value is compared with, as text and whatever its case.
enum ValuePattern: Sendable {
    case glob(Glob)
    case exact(String)
    case expression(TargetPattern)
    /// A part of a regular expression that is none of its own.
    case nothing

    fileprivate init(_ text: String, _ comparison: PathCondition.Comparison, in target: String) {
        switch comparison {
        case .glob: self = .glob(Glob(text.lowercased()))
        case .exact: self = .exact(text.lowercased())
        case .expression:
            do throws(Diagnostic) {
                self = .expression(try TargetPattern.compile(text, in: target, options: .ignoreCase))
            } catch {
                self = .nothing
            }
        }
    }

    /// A list or mapping among the members of a list is compared as JSON.
    func matches(_ value: Value) throws(Diagnostic) -> Bool {
        let text = value.isNull ? "None" : value.scalarText ?? JSON.write(value)
        return switch self {
        case .glob(let glob): glob.matches(text.lowercased())
        case .exact(let wanted): text.lowercased() == wanted
        case .expression(let pattern): try pattern.matchesStart(of: text)
        case .nothing: false
        }
    }
}
