import Execution
import Host
import Model
import RegularExpressions
import Values

/// Which relative paths are meant: `include_pat` and `exclude_pat`, one or several globs each, or `E@` and an
/// expression.
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

    private let included: [Pattern]
    private let excluded: [Pattern]

    init(_ arguments: inout ArgumentDecoder) {
        included = Self.patterns("include_pat", &arguments)
        excluded = Self.patterns("exclude_pat", &arguments)
    }

    /// One pattern of each kind, where there is one; an expression that is none matches nothing.
    init(include: String?, exclude: String?) {
        var arguments = ArgumentDecoder([
            "include_pat": include.map(Value.string) ?? .null, "exclude_pat": exclude.map(Value.string) ?? .null,
        ])
        self.init(&arguments)
    }

    /// One that only leaves something out.
    init(excluding name: String, _ arguments: inout ArgumentDecoder) {
        included = []
        excluded = Self.patterns(name, &arguments)
    }

    private static func patterns(_ name: String, _ arguments: inout ArgumentDecoder) -> [Pattern] {
        (arguments.texts(name) ?? []).compactMap { text in
            guard text.hasPrefix("E@") else { return .glob(Glob(text)) }
            do throws(RegularExpressionError) {
                return .expression(try RegularExpression(String(text.dropFirst(2))))
            } catch {
                arguments.refuse(name, error.description)
                return nil
            }
        }
    }

    func takes(_ path: String) -> Bool {
        (included.isEmpty || included.contains { $0.matches(path) }) && !isExcluded(path)
    }

    func isExcluded(_ path: String) -> Bool { excluded.contains { $0.matches(path) } }
}
