import Execution
import Host
import Model
import RegularExpressions
import Values

/// Which relative paths are meant: `include_pat` and `exclude_pat`, each a glob or `E@` and an expression.
struct PathSelection: Sendable {
    private enum Pattern: Sendable {
        case glob(Glob)
        case expression(RegularExpression)

        func matches(_ path: String) -> Bool {
            switch self {
            case .glob(let glob): return glob.matches(path)
            case .expression(let expression):
                // An expression that gives up on a path does not match it.
                do { return try expression.search(path) != nil } catch { return false }
            }
        }
    }

    private let included: Pattern?
    private let excluded: Pattern?

    init(_ arguments: inout ArgumentDecoder) {
        included = Self.pattern("include_pat", &arguments)
        excluded = Self.pattern("exclude_pat", &arguments)
    }

    private static func pattern(_ name: String, _ arguments: inout ArgumentDecoder) -> Pattern? {
        guard let text = arguments.text(name) else { return nil }
        guard text.hasPrefix("E@") else { return .glob(Glob(text)) }
        do throws(RegularExpressionError) {
            return .expression(try RegularExpression(String(text.dropFirst(2))))
        } catch {
            arguments.refuse(name, error.description)
            return nil
        }
    }

    func takes(_ path: String) -> Bool {
        if let included, !included.matches(path) { return false }
        if let excluded, excluded.matches(path) { return false }
        return true
    }

    /// The directories that a relative path lies in, outermost first.
    static func parents(of path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}
