import Values

/// Reads values strictly and collects what is wrong, so that a person sees all mistakes at once.
struct PillarReader {
    private(set) var problems: [Diagnostic] = []

    mutating func refuse(_ message: String, hint: String? = nil) {
        problems.append(Diagnostic(message, hint: hint))
    }

    /// The mapping at `path` with no keys but these; an empty one when there is none or it is something else.
    mutating func section(_ value: Value?, at path: String, keys: [String]) -> ValueMap {
        let map = mapping(value, at: path)
        for key in map.keyTexts where !keys.contains(key) {
            let hint = NearestName.hint(for: key, among: keys) ?? "known keys: \(keys.joined(separator: ", "))"
            refuse("unknown key '\(key)' in \(path)", hint: hint)
        }
        return map
    }

    /// The mapping at `path` whatever its keys: names chosen by the author.
    mutating func mapping(_ value: Value?, at path: String) -> ValueMap {
        switch value {
        case nil, .null?: return ValueMap()
        case .map(let map)?: return map
        case let other?:
            refuse("\(path) must be a mapping and is \(other.kindName)")
            return ValueMap()
        }
    }

    /// A scalar as text, on one line: it goes into a file in which a line is a directive.
    mutating func text(_ map: ValueMap, _ key: String, at path: String) -> String? {
        guard let value = map[key], !value.isNull else { return nil }
        guard let text = value.scalarText else {
            refuse("\(path):\(key) must be a string and is \(value.kindName)")
            return nil
        }
        return checked(text, at: "\(path):\(key)")
    }

    mutating func requiredText(_ map: ValueMap, _ key: String, at path: String) -> String? {
        if let value = map[key], !value.isNull { return text(map, key, at: path) }
        refuse("\(path) needs '\(key)'")
        return nil
    }

    mutating func checked(_ text: String, at path: String) -> String? {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            refuse("\(path) must be one line of text without control characters")
            return nil
        }
        return text
    }

    /// Like `text`, without spaces: one word of a directive.
    mutating func word(_ map: ValueMap, _ key: String, at path: String) -> String? {
        guard let text = text(map, key, at: path) else { return nil }
        guard !text.contains(" ") else {
            refuse("\(path):\(key) must not contain spaces: '\(text)'")
            return nil
        }
        return text
    }

    mutating func flag(_ map: ValueMap, _ key: String, at path: String) -> Bool? {
        guard let value = map[key], !value.isNull else { return nil }
        guard let flag = value.bool else {
            refuse("\(path):\(key) must be true or false and is \(value.kindName)")
            return nil
        }
        return flag
    }

    mutating func number(_ map: ValueMap, _ key: String, at path: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = map[key], !value.isNull else { return nil }
        guard let number = value.int ?? value.string.flatMap({ Int($0) }), range.contains(number) else {
            let shown = value.scalarText.map { "'\($0)'" } ?? value.kindName
            refuse("\(path):\(key) must be a number from \(range.lowerBound) to \(range.upperBound) and is \(shown)")
            return nil
        }
        return number
    }

    mutating func requiredPort(_ map: ValueMap, at path: String) -> Int? {
        if let value = map["port"], !value.isNull { return number(map, "port", at: path, in: 1...65535) }
        refuse("\(path) needs 'port'")
        return nil
    }

    mutating func duration(_ map: ValueMap, _ key: String, at path: String) -> Duration? {
        guard let value = map[key], !value.isNull else { return nil }
        guard let duration = TimeText.duration(value), duration > .zero else {
            let shown = value.scalarText.map { "'\($0)'" } ?? value.kindName
            refuse("\(path):\(key) must be a time such as 500ms, 1s or 2m and is \(shown)")
            return nil
        }
        return duration
    }

    mutating func list(_ value: Value?, at path: String) -> [Value] {
        switch value {
        case nil, .null?: return []
        case .list(let list)?: return list
        case let other?:
            refuse("\(path) must be a list and is \(other.kindName)")
            return []
        }
    }

    /// A list of strings; a single string is a list of one.
    mutating func texts(_ value: Value?, at path: String) -> [String] {
        if let text = value?.scalarText { return checked(text, at: path).map { [$0] } ?? [] }
        var texts: [String] = []
        for (index, item) in list(value, at: path).enumerated() {
            guard let text = item.scalarText else {
                refuse("\(path):\(index) must be a string and is \(item.kindName)")
                continue
            }
            if let text = checked(text, at: "\(path):\(index)") { texts.append(text) }
        }
        return texts
    }
}
