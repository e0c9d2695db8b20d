import Execution
import Host
import Values

/// The text of a file of authorized keys.
package struct AuthorizedKeys: Sendable, Hashable {
    enum Status: String, Sendable, Hashable { case add, update, exists }

    private var lines: [String]

    init(_ text: String) { lines = TextLines.whole(text) }

    /// The keys that are valid, in their order.
    func keys() throws -> [SSHKey] {
        try lines.filter { !$0.trimmed.hasPrefix("#") }.compactMap { try SSHKey(line: $0) }.filter(\.isValid)
    }

    func status(of wanted: SSHKey) throws -> Status {
        guard let current = try keys().last(where: { $0.key == wanted.key }) else { return .add }
        return current.line == wanted.line ? .exists : .update
    }

    /// Adds a key, or replaces the line that has it.
    mutating func set(_ wanted: SSHKey) throws {
        guard try status(of: wanted) == .update else {
            if let last = lines.last, !last.hasSuffix("\n") { lines[lines.count - 1] += "\n" }
            lines.append(wanted.line)
            return
        }
        try rewrite { $0.key == wanted.key ? wanted.line : nil }
    }

    /// - Returns: whether it was there.
    mutating func remove(_ key: String) throws -> Bool {
        guard try keys().contains(where: { $0.key == key }) else { return false }
        try rewrite { $0.key == key ? "" : nil }
        return true
    }

    /// Lines that are touched by nobody lose only the blanks around them, and empty ones go, as Salt has it.
    private mutating func rewrite(_ replacement: (SSHKey) -> String?) throws {
        lines = try lines.compactMap { line in
            let line = line.trimmed
            if line.isEmpty { return nil }
            guard !line.hasPrefix("#"), let key = try SSHKey(line: line), let new = replacement(key) else {
                return line + "\n"
            }
            return new.isEmpty ? nil : new
        }
    }

    var text: String { lines.joined() }
}
