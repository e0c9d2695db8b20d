import RegularExpressions
import Values

/// `key:sub:value` against a mapping: how grains and pillar are matched.
///
/// The longest key is tried first (`a:b:c` is key `a:b` with value `c`, then key `a` with value `b:c`). Values are compared
/// as text, whatever their case. A list matches when a member does, a mapping when it has the key or matches itself.
struct PathCondition: Sendable {
    enum Comparison: Sendable {
        case glob
        case expression
        case exact
    }

    let expression: String
    let delimiter: String
    let comparison: Comparison

    /// - Throws: when it compares by regular expression and the text after the first delimiter is none.
    init(_ expression: String, delimiter: String, comparison: Comparison) throws(Diagnostic) {
        self.expression = expression
        self.delimiter = delimiter
        self.comparison = comparison
        let parts = Self.split(expression, delimiter)
        if comparison == .expression, parts.count > 1 {
            _ = try TargetPattern.compile(parts.dropFirst().joined(separator: delimiter), in: expression)
        }
    }

    func matches(_ data: Value) throws(Diagnostic) -> Bool { try matches(expression, in: data) }

    private func matches(_ expression: String, in data: Value) throws(Diagnostic) -> Bool {
        let parts = Self.split(expression, delimiter)
        for count in stride(from: parts.count - 1, to: 0, by: -1) {
            let key = parts[..<count].joined(separator: delimiter)
            if key == "*" {
                if try matches(expression, member: data) { return true }
                continue
            }
            guard let found = data.value(at: key, delimiter: delimiter) else { continue }
            if try matches(parts[count...].joined(separator: delimiter), found: found) { return true }
        }
        return false
    }

    private func matches(_ pattern: String, found: Value) throws(Diagnostic) -> Bool {
        guard case .list(let members) = found else { return try matches(pattern, member: found) }
        for member in members { if try matches(pattern, member: member) { return true } }
        return false
    }

    private func matches(_ pattern: String, member: Value) throws(Diagnostic) -> Bool {
        guard case .map(let map) = member else { return try compare(member, with: pattern) }
        return try matches(pattern, in: map)
    }

    private func matches(_ pattern: String, in map: ValueMap) throws(Diagnostic) -> Bool {
        if map.isEmpty { return false }
        let anywhere = "*" + delimiter
        let isAnywhere = pattern.hasPrefix(anywhere)
        let wanted = isAnywhere ? String(pattern.dropFirst(anywhere.count)) : pattern
        if wanted == "*" || map.contains(where: { $0.key.scalarText == wanted }) { return true }
        if try matches(wanted, in: .map(map)) { return true }
        guard isAnywhere else { return false }
        for (_, value) in map { if try matches(wanted, found: value) { return true } }
        return false
    }

    private func compare(_ value: Value, with pattern: String) throws(Diagnostic) -> Bool {
        guard let text = value.isNull ? "None" : value.scalarText else { return false }
        switch comparison {
        case .glob: return Glob(pattern.lowercased()).matches(text.lowercased())
        case .exact: return pattern.lowercased() == text.lowercased()
        case .expression:
            return try TargetPattern.compile(pattern, in: expression, options: .ignoreCase).matchesStart(of: text)
        }
    }

    private static func split(_ text: String, _ delimiter: String) -> [String] {
        text.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
    }
}
