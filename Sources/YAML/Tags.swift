import Values

private let standard = "tag:yaml.org,2002:"

private func unknown(_ tag: String, at mark: Mark, in places: Places) -> Diagnostic {
    let isPython = tag.hasPrefix(standard + "python/")
    return places.failure(
        "could not determine a constructor for the tag '\(tag)'", at: mark,
        hint: isPython ? "Python objects are refused: write plain YAML" : "remove the tag, or quote the text")
}

/// A scalar with its tag, or none.
struct TaggedScalar {
    let text: String
    let isPlain: Bool
    let tag: String?

    func value(at mark: Mark, in places: Places) throws(Diagnostic) -> Value {
        guard let tag, tag != "!" else { return isPlain ? ScalarResolver.value(of: text) : .string(text) }
        guard tag.hasPrefix(standard) else { throw unknown(tag, at: mark, in: places) }
        switch tag.dropFirst(standard.count) {
        case "str", "timestamp", "python/unicode": return .string(text)
        case "null": return .null
        case "int": return try known(ScalarResolver.integer(text), "an integer", mark, places)
        case "float":
            return try known(ScalarResolver.float(text).map(Value.double), "a float", mark, places)
        case "bool": return try known(ScalarResolver.bool(text).map(Value.bool), "a boolean", mark, places)
        case "binary": return try binary(mark, places)
        default: throw unknown(tag, at: mark, in: places)
        }
    }

    private func known(_ value: Value?, _ kind: String, _ mark: Mark, _ places: Places) throws(Diagnostic) -> Value {
        guard let value else { throw places.failure("'\(text)' is tagged as \(kind), but is none", at: mark) }
        return value
    }

    /// Values hold text, so binary data has to be UTF-8; missing padding is tolerated.
    private func binary(_ mark: Mark, _ places: Places) throws(Diagnostic) -> Value {
        guard let bytes = Base64.decode(text) else {
            throw places.failure("failed to decode base64 data", at: mark)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw places.failure(
                "the binary data is not UTF-8 text", at: mark,
                hint: "keep the data in a file and refer to it with salt://")
        }
        return .string(decoded)
    }
}

/// A list or map with its tag, or none.
struct TaggedCollection {
    let tag: String?

    func list(_ items: [LocatedValue], at mark: Mark, in places: Places) throws(Diagnostic) -> LocatedValue {
        let location = places.location(mark)
        switch tag {
        case nil, "!", standard + "seq": return LocatedValue(.list(items), at: location)
        case standard + "pairs":
            let pairs = items.map { item in
                guard let entry = item.entries?.first, item.entries?.count == 1 else { return item }
                let key = LocatedValue(.scalar(entry.key.value), at: entry.key.location)
                return LocatedValue(.list([key, entry.value]), at: item.location)
            }
            return LocatedValue(.list(pairs), at: location)
        case standard + "omap":
            var builder = MapBuilder(start: mark, places: places)
            for item in items {
                guard let entries = item.entries, entries.count == 1 else {
                    throw places.failure(
                        "while constructing an ordered map, expected a mapping of length 1", at: mark)
                }
                let key = LocatedValue(.scalar(entries[0].key.value), at: entries[0].key.location)
                try builder.add(key, entries[0].value, at: mark)
            }
            return LocatedValue(.map(builder.entries), at: location)
        case .some(let tag): throw unknown(tag, at: mark, in: places)
        }
    }

    func map(_ entries: [LocatedValue.Entry], at mark: Mark, in places: Places) throws(Diagnostic) -> LocatedValue {
        let location = places.location(mark)
        switch tag {
        case nil, "!", standard + "map", standard + "omap": return LocatedValue(.map(entries), at: location)
        case standard + "set":
            let members = entries.map { LocatedValue(.scalar($0.key.value), at: $0.key.location) }
            return LocatedValue(.list(members), at: location)
        case .some(let tag): throw unknown(tag, at: mark, in: places)
        }
    }
}
