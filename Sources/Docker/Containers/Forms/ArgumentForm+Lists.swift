import Values

extension ArgumentForm {
    /// A list of texts, a single one, or several in one text with commas.
    static let texts = ArgumentForm { (value) throws(ArgumentRefusal) in .strings(try Self.texts(value)) }

    /// The same where the order says nothing.
    static let textSet = ArgumentForm { (value) throws(ArgumentRefusal) in
        .strings(Set(try Self.texts(value)).sorted())
    }

    /// A map, a list of one-key maps, or `key=value` in a list or in one text with commas; all values become text.
    static let textMap = ArgumentForm { (value) throws(ArgumentRefusal) in
        var map = ValueMap()
        for (key, text) in try Self.pairs(value, delimiter: "=") { map[key] = .string(text ?? "") }
        return .map(map)
    }

    /// As `textMap`, as a sorted list of `NAME=value`; `NAME` alone, for a null, removes what the image has.
    static let environment = ArgumentForm { (value) throws(ArgumentRefusal) in
        var variables: [String: String] = [:]
        for (key, text) in try Self.pairs(value, delimiter: "=") { variables[key] = text.map { "\(key)=\($0)" } ?? key }
        return .strings(variables.sorted { $0.key < $1.key }.map(\.value))
    }

    /// A map or a list of `k`, `k=v` and one-key maps.
    static let labels = ArgumentForm { (value) throws(ArgumentRefusal) in
        var map = ValueMap()
        for (key, text) in try Self.pairs(value, delimiter: "=", allowsBareKeys: true) {
            map[key] = .string(text ?? "")
        }
        return .map(map)
    }

    /// The old LXC driver's list of key and value.
    static let keysAndValues = ArgumentForm { (value) throws(ArgumentRefusal) in
        .list(try Self.pairs(value, delimiter: "=").map { ["Key": .string($0), "Value": .string($1 ?? "")] })
    }

    /// A text as a shell would split it, or a list of words.
    static let words = ArgumentForm { (value) throws(ArgumentRefusal) in
        if let text = value.string { return .strings(try ShellWords.split(text)) }
        if let list = value.list {
            return .strings(try list.map { (word) throws(ArgumentRefusal) in try Self.text(word) })
        }
        return .strings([try Self.text(value)])
    }

    static func items(_ value: Value) -> [Value] {
        switch value {
        case .list(let list): list
        case .string(let text): text.commaSeparated.map(Value.string)
        default: [value]
        }
    }

    static func texts(_ value: Value) throws(ArgumentRefusal) -> [String] {
        try items(value).map { (item) throws(ArgumentRefusal) in try text(item) }
    }

    /// - Returns: nil for a key whose value is null or, where `allowsBareKeys`, missing.
    static func pairs(_ value: Value, delimiter: Character, allowsBareKeys: Bool = false)
        throws(ArgumentRefusal) -> [(String, String?)]
    {
        if let map = value.map { return try pairs(of: map) }
        var pairs: [(String, String?)] = []
        for item in items(value) {
            if let map = item.map {
                pairs += try self.pairs(of: map)
                continue
            }
            let text = try text(item)
            if let position = text.firstIndex(of: delimiter) {
                pairs.append((String(text[..<position]), String(text[text.index(after: position)...])))
            } else if allowsBareKeys {
                pairs.append((text, nil))
            } else {
                throw ArgumentRefusal("'\(text)' is not a key\(delimiter)value pair")
            }
        }
        return pairs
    }

    private static func pairs(of map: ValueMap) throws(ArgumentRefusal) -> [(String, String?)] {
        try map.map { (key, value) throws(ArgumentRefusal) in
            (try text(key), value.isNull ? nil : try text(value))
        }
    }
}

extension String {
    /// The parts between commas, without the space around them and without empty ones.
    var commaSeparated: [String] {
        split(separator: ",").compactMap { part in
            let kept = part.drop(while: \.isWhitespace)
            guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return nil }
            return String(kept[...last])
        }
    }
}
