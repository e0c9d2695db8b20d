/// The `attribute` argument of filters: `"address.city"`, an index, several separated by commas.
struct AttributePath {
    private let parts: [Object]
    private let standard: Object?
    /// The only part, where it is a name.
    private let name: String?
    /// Where the last item had it: items of one list are mostly alike.
    private var place = 0

    /// `standard` replaces an undefined step, unless it is None.
    init(_ attribute: Object?, standard: Object? = nil) {
        self.standard = standard.flatMap { $0.isNone ? nil : $0 }
        guard let attribute, !attribute.isNone else {
            parts = []
            name = nil
            return
        }
        if case .string(let text) = attribute, Self.isName(text) {
            parts = [attribute]
            name = text
            return
        }
        if let text = attribute.text {
            parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                Int(part).map(Object.int) ?? .string(String(part))
            }
        } else {
            parts = [attribute]
        }
        name = nil
    }

    /// Whether it is one part, and no number.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first > 0x39 else { return false }
        return !text.utf8.contains(UInt8(ascii: "."))
    }

    mutating func value(in item: Object) throws -> Object {
        if let name, case .dict(let dict) = item, let found = dict.value(of: name, near: &place), !found.isUndefined {
            return found
        }
        var value = item
        for part in parts {
            value = try Subscripts.item(part, of: value)
            if let standard, value.isUndefined { value = standard }
        }
        return value
    }

    /// The value in each of the items.
    mutating func values(in items: [Object]) throws -> [Object] {
        var values: [Object] = []
        values.reserveCapacity(items.count)
        for item in items { values.append(try value(in: item)) }
        return values
    }

    /// What the items are sorted by: themselves, the values of a path, or lists of the values of several separated by commas.
    /// Only texts in such lists are made lower case; of others the order can ignore it.
    static func keys(of items: [Object], _ attribute: Object?, ignoringCase: Bool) throws -> [Object] {
        guard let attribute, !attribute.isNone else { return items }
        var paths =
            attribute.text.map { text in
                text.split(separator: ",", omittingEmptySubsequences: false).map { AttributePath(.string(String($0))) }
            } ?? [AttributePath(attribute)]
        if paths.count == 1 { return try paths[0].values(in: items) }
        return try items.map { item in
            let values = try paths.indices.map { index in
                let value = try paths[index].value(in: item)
                return ignoringCase ? lowered(value) : value
            }
            return .list(values)
        }
    }

    static func lowered(_ value: Object) -> Object {
        value.text.map { .string(Text.lowered($0)) } ?? value
    }
}
