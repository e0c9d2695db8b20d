/// The `attribute` argument of filters: `"address.city"`, an index, several separated by commas.
struct AttributePath {
    private let parts: [Object]
    private let standard: Object?
    /// The only part, where it is a name.
    private let name: String?

    /// `standard` replaces an undefined step, unless it is None.
    init(_ attribute: Object?, standard: Object? = nil) {
        self.standard = standard.flatMap { $0.isNone ? nil : $0 }
        guard let attribute, !attribute.isNone else {
            parts = []
            name = nil
            return
        }
        if let text = attribute.text {
            parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                Int(part).map(Object.int) ?? .string(String(part))
            }
        } else {
            parts = [attribute]
        }
        if parts.count == 1, case .string(let text) = parts[0] { name = text } else { name = nil }
    }

    func value(in item: Object) throws -> Object {
        if let name, case .dict(let dict) = item, let found = dict[name], !found.isUndefined { return found }
        var value = item
        for part in parts {
            value = try Subscripts.item(part, of: value)
            if let standard, value.isUndefined { value = standard }
        }
        return value
    }

    /// What the items are sorted by: themselves, the values of a path, or lists of the values of several separated by commas.
    /// Only texts in such lists are made lower case; of others the order can ignore it.
    static func keys(of items: [Object], _ attribute: Object?, ignoringCase: Bool) throws -> [Object] {
        guard let attribute, !attribute.isNone else { return items }
        let paths =
            attribute.text.map { text in
                text.split(separator: ",", omittingEmptySubsequences: false).map { AttributePath(.string(String($0))) }
            } ?? [AttributePath(attribute)]
        if paths.count == 1 { return try items.map { try paths[0].value(in: $0) } }
        return try items.map { item in
            let values = try paths.map { path in
                let value = try path.value(in: item)
                return ignoringCase ? lowered(value) : value
            }
            return .list(values)
        }
    }

    static func lowered(_ value: Object) -> Object {
        value.text.map { .string(Text.lowered($0)) } ?? value
    }
}
