import Values
import YAML

extension SettingsReader {
    /// Text; numbers count, since YAML reads `id: 42` as one.
    mutating func text(_ key: String) -> String? {
        guard let value = take(key) else { return nil }
        if let text = value.scalar?.scalarText, value.scalar?.bool == nil { return text }
        rejectType(of: key, is: "text", found: value)
        return nil
    }

    mutating func flag(_ key: String, default standard: Bool = false) -> Bool {
        guard let value = take(key) else { return standard }
        if let flag = value.scalar?.bool { return flag }
        rejectType(of: key, is: "True or False", found: value)
        return standard
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = take(key) else { return nil }
        guard let number = value.scalar?.int else {
            rejectType(of: key, is: "a whole number", found: value)
            return nil
        }
        guard range.contains(number) else {
            reject("'\(key)' is \(number), but must be \(range.lowerBound) to \(range.upperBound)", at: value)
            return nil
        }
        return number
    }

    /// A number of seconds, or text with a unit.
    mutating func duration(_ key: String, atLeast least: Duration) -> Duration? {
        guard let value = take(key) else { return nil }
        let hint = "write 30, or with a unit: 500ms, 30s, 2m, 1h"
        let duration = value.scalar.flatMap { Duration(salt: $0) }
        if let duration, duration >= least { return duration }
        let seconds = value.scalar?.double
        if seconds == nil, duration == nil {
            rejectType(of: key, is: "a number of seconds", found: value, hint: hint)
            return nil
        }
        let isShort = duration != nil || (seconds ?? 0) < 0
        let range = isShort ? "at least \(Int(least.seconds)) s" : "less than 2,800 years"
        reject("'\(key)' is \(value.scalar?.scalarText ?? ""), but must be \(range)", at: value, hint: hint)
        return nil
    }

    /// One text or a list of them.
    mutating func texts(_ key: String) -> [LocatedValue] {
        guard let value = take(key) else { return [] }
        let list = value.list ?? [value]
        guard list.allSatisfy({ $0.scalar?.scalarText != nil }) else {
            rejectType(of: key, is: "one text or a list of them", found: value)
            return []
        }
        return list
    }

    mutating func map(_ key: String) -> ValueMap? {
        guard let value = take(key) else { return nil }
        if let map = value.value.map { return map }
        rejectType(of: key, is: "a mapping", found: value)
        return nil
    }

    /// One of the names of an enumeration.
    mutating func choice<Choice>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let value = take(key) else { return nil }
        let name = value.scalar?.scalarText?.lowercased() ?? ""
        if let choice = Choice(rawValue: name) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        reject(
            "'\(key)' can't be \(name.isEmpty ? value.kindName : "'\(name)'")", at: value,
            hint: NearestName.hint(for: name, among: names) ?? "known are \(names.joined(separator: ", "))")
        return nil
    }

    /// Directories by environment, as `file_roots` has them: `{base: [/srv/salt]}`.
    mutating func roots(_ key: String) -> [String: [String]]? {
        guard let value = take(key) else { return nil }
        let hint = "write it as '\(key): {base: [/srv/\(key == "file_roots" ? "salt" : "pillar")]}'"
        guard let entries = value.entries else {
            rejectType(of: key, is: "a mapping of environments to lists of directories", found: value, hint: hint)
            return nil
        }
        var roots: [String: [String]] = [:]
        for entry in entries {
            let directories = entry.value.list ?? (entry.value.isNull ? [] : [entry.value])
            let paths = directories.compactMap(\.string)
            if paths.count != directories.count {
                rejectType(of: "\(key):\(entry.key.text)", is: "a list of directories", found: entry.value, hint: hint)
            }
            for directory in directories { warnIfMissing(directory, under: "\(key):\(entry.key.text)") }
            roots[entry.key.text] = paths
        }
        return roots
    }

    /// A directory that is no directory is most often a typing error, but it may come later. `__env__` stands for a name.
    private mutating func warnIfMissing(_ directory: LocatedValue, under key: String) {
        guard let path = directory.string, !path.contains("__env__"), !FilePlace.isDirectory(path) else { return }
        warn("'\(key)' names '\(path)', but there is no such directory", at: directory)
    }
}
