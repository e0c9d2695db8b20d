import Values

/// `key:sub:value` against a mapping: how grains and pillar are matched (`subdict_match` of Salt).
///
/// The longest key is tried first (`a:b:c` is key `a:b` with value `c`, then key `a` with value `b:c`). Values are compared
/// as text, whatever their case. A list matches when a member does, a mapping when one of its keys does or it matches
/// itself; `*` as a key stands for all of them.
struct PathCondition: Sendable {
    enum Comparison: Sendable {
        case glob
        case expression
        case exact
    }

    /// Each `*` looks at all keys of a level, so many of them would keep the master busy for minutes.
    private static let maximumStars = 32

    private let expression: String
    private let delimiter: String
    private let patterns: ValuePatterns

    /// - Throws: when it compares by regular expression and the text after the first delimiter is none; when too many keys
    ///   are `*`.
    init(_ expression: String, delimiter: String, comparison: Comparison) throws(Diagnostic) {
        self.expression = expression
        self.delimiter = delimiter
        patterns = ValuePatterns(comparison, in: expression)
        let parts = Self.split(expression, delimiter)
        guard parts.count(where: { $0 == "*" }) <= Self.maximumStars else {
            throw Diagnostic("the target '\(expression.prefix(60))...' has more than \(Self.maximumStars) keys '*'")
        }
        guard comparison == .expression, parts.count > 1 else { return }
        let pattern = behindStars(parts.dropFirst().joined(separator: delimiter))
        if pattern != "*" { _ = try TargetPattern.compile(pattern, in: expression) }
    }

    func matches(_ data: Value) throws(Diagnostic) -> Bool { try matches(expression, in: data) }

    private func matches(_ expression: String, in data: Value) throws(Diagnostic) -> Bool {
        let parts = Self.split(expression, delimiter)
        for count in stride(from: parts.count - 1, to: 0, by: -1) {
            let key = parts[..<count].joined(separator: delimiter)
            if key == "*" {
                if try matches(expression, found: data) { return true }
            } else if let found = data.value(at: key, delimiter: delimiter),
                try matches(parts[count...].joined(separator: delimiter), found: found)
            {
                return true
            }
        }
        return false
    }

    private func matches(_ pattern: String, found: Value) throws(Diagnostic) -> Bool {
        if case .map(let map) = found { return map.isEmpty ? false : try matches(pattern, keysOf: map) }
        let compared = patterns.prepared(pattern)
        guard case .list(let members) = found else { return try compared.matches(found) }
        for member in members {
            if case .map(let map) = member, try matches(pattern, keysOf: map) { return true }
            if try compared.matches(member) { return true }
        }
        return false
    }

    private func matches(_ pattern: String, keysOf map: ValueMap) throws(Diagnostic) -> Bool {
        let isAnywhere = pattern.hasPrefix(anywhere)
        let wanted = isAnywhere ? String(pattern.dropFirst(anywhere.count)) : pattern
        if wanted == "*" { return true }
        if map[wanted] != nil { return true }
        let compared = patterns.prepared(wanted)
        for key in map.keys { if try compared.matches(key) { return true } }
        if try matches(wanted, in: .map(map)) { return true }
        guard isAnywhere else { return false }
        for (_, value) in map {
            switch value {
            case .map(let inner): if try matches(wanted, keysOf: inner) { return true }
            case .list(let members):
                for member in members { if try compared.matches(member) { return true } }
            default: if try compared.matches(value) { return true }
            }
        }
        return false
    }

    /// What stands for all keys at a level.
    private var anywhere: String { "*" + delimiter }

    private func behindStars(_ pattern: String) -> String {
        var pattern = pattern[...]
        while pattern.hasPrefix(anywhere) { pattern = pattern.dropFirst(anywhere.count) }
        return String(pattern)
    }

    private static func split(_ text: String, _ delimiter: String) -> [String] {
        text.split(around: delimiter).map(String.init)
    }
}
