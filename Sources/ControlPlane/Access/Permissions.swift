package import Values

/// What one user may do: the list that `external_auth` gives, as written and as it is checked.
package struct Permissions: Sendable {
    private enum Rule: Sendable {
        /// A function on any minion.
        case function(FunctionRule)
        /// Functions on minions that a compound expression matches.
        case target(String, [FunctionRule])
        /// `@runner`, `@wheel`, `@jobs`: all of a client or a module.
        case whole(String)
        /// `{'@runner': [...]}`, `{'@manage': ['up']}`.
        case part(String, [FunctionRule])
    }

    package static let none = Permissions(written: [], rules: [])

    /// The entries as the configuration has them.
    private let written: [Value]
    private let rules: [Rule]

    /// - Throws: for an entry that is no rule, or whose regular expression is not valid.
    package init(_ entries: [Value]) throws(Diagnostic) {
        var rules: [Rule] = []
        for entry in entries { rules += try Self.rules(entry) }
        self.init(written: entries, rules: rules)
    }

    private init(written: [Value], rules: [Rule]) {
        self.written = written
        self.rules = rules
    }

    package static func + (a: Permissions, b: Permissions) -> Permissions {
        Permissions(written: a.written + b.written, rules: a.rules + b.rules)
    }

    /// The form of the login's answer: texts sorted, then the rest, none twice; an empty map when there are none.
    package var value: Value {
        let texts = Set(written.compactMap(\.string)).sorted().map(Value.string)
        var others: [Value] = []
        for entry in written where entry.string == nil && !others.contains(entry) { others.append(entry) }
        return written.isEmpty ? [:] : .list(texts + others)
    }

    /// The compound expressions within which the call is allowed, or nil when it is allowed on every minion.
    func targets(for call: RequestedCall) -> [String]? {
        var targets: [String] = []
        for rule in rules {
            switch rule {
            case .function(let rule) where rule.allows(call.function, call): return nil
            case .target(let expression, let rules) where rules.contains(where: { $0.allows(call.function, call) }):
                targets.append(expression)
            default: break
            }
        }
        return targets
    }

    /// Whether a function of the master may be called by `client` (`runner` or `wheel`).
    func allow(_ call: RequestedCall, client: String) -> Bool {
        let parts = call.function.split(separator: ".", maxSplits: 1).map(String.init)
        guard let module = parts.first, let function = parts.dropFirst().first else { return false }
        return rules.contains { rule in
            switch rule {
            case .whole(let name): name == client || name == client + "s" || name == module
            case .part(let name, let rules) where name == client || name == client + "s":
                rules.contains { $0.allows(call.function, call) }
            case .part(let name, let rules) where name == module: rules.contains { $0.allows(function, call) }
            default: false
            }
        }
    }

    private static func rules(_ entry: Value) throws(Diagnostic) -> [Rule] {
        if let text = entry.string, text.hasPrefix("@") { return [.whole(String(text.dropFirst()))] }
        guard let map = entry.map else { return try FunctionRule.read(entry).map { .function($0) } }
        var rules: [Rule] = []
        for (key, value) in map {
            guard let name = key.scalarText else { throw Diagnostic("the target of a permission must be a text") }
            var functions: [FunctionRule] = []
            for entry in value.list ?? [value] { functions += try FunctionRule.read(entry) }
            rules.append(
                name.hasPrefix("@") ? .part(String(name.dropFirst()), functions) : .target(name, functions))
        }
        return rules
    }
}
