package import Values

/// One field that differs.
package struct FieldChange: Sendable, Equatable {
    /// `["HostConfig", "Memory"]`, `["Networks", "loadbal", "Aliases"]`, `["Image"]`.
    package let path: [String]
    /// nil where the field was not asked for.
    package let old: Value?
    package let new: Value?

    init(_ path: [String], old: Value?, new: Value?) {
        self.path = path
        self.old = old
        self.new = new
    }

    static func all(in section: String, from old: ValueMap, to new: ValueMap) -> [FieldChange] {
        let keys = Set(old.keyTexts).union(new.keyTexts).sorted()
        return keys.compactMap { key in
            old[key] == new[key] ? nil : FieldChange([section, key], old: old[key], new: new[key])
        }
    }

    /// Networks that are not asked for at all are left as they are.
    static func networks(from old: ValueMap?, to new: ValueMap?) -> [FieldChange] {
        guard let new else { return [] }
        let old = old ?? [:]
        var changes: [FieldChange] = []
        for name in Set(old.keyTexts).union(new.keyTexts).sorted() {
            guard let before = old[name]?.map, let after = new[name]?.map else {
                if old[name] == nil || new[name] == nil {
                    changes.append(FieldChange(["Networks", name], old: old[name], new: new[name]))
                }
                continue
            }
            let keys = Set(before.keyTexts).union(after.keyTexts).sorted()
            for key in keys where before[key] != after[key] {
                changes.append(FieldChange(["Networks", name, key], old: before[key], new: after[key]))
            }
        }
        return changes
    }
}

extension [FieldChange] {
    /// The changes as Salt reports them: `{HostConfig: {Memory: {old: ..., new: ...}}, Networks: {...}}`. The values of
    /// environment variables that look like secrets by their name are not shown.
    package var report: ValueMap {
        var report = ValueMap()
        for change in self {
            let isEnvironment = change.path == ["Config", "Env"]
            let old = isEnvironment ? SecretVariables.redacted(change.old) : change.old
            let new = isEnvironment ? SecretVariables.redacted(change.new) : change.new
            var nested: Value = ["old": old ?? .null, "new": new ?? .null]
            for key in change.path.dropFirst().reversed() { nested = .map([key: nested]) }
            guard let section = change.path.first else { continue }
            report[section] = report[section]?.merged(with: nested) ?? nested
        }
        return report
    }
}

/// Environment variables whose values must not get into reports.
enum SecretVariables {
    private static let words = [
        "PASSWORD", "PASSWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH", "DSN", "_URL", "PRIVATE",
    ]

    static func redacted(_ environment: Value?) -> Value? {
        guard let list = environment?.list else { return environment }
        return .list(
            list.map { item in
                guard let text = item.string, let end = text.firstIndex(of: "=") else { return item }
                let name = text[..<end].uppercased()
                return words.contains { name.contains($0) } ? .string("\(text[..<end])=\(Secret(""))") : item
            })
    }
}
