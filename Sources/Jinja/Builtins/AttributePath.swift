/// The `attribute` argument of filters: `"address.city"`, an index, several separated by commas.
struct AttributePath {
    private let parts: [Object]
    private let standard: Object?

    /// `standard` replaces an undefined step, unless it is None.
    init(_ attribute: Object?, standard: Object? = nil) {
        self.standard = standard.flatMap { $0.isNone ? nil : $0 }
        guard let attribute, !attribute.isNone else {
            parts = []
            return
        }
        if let text = attribute.text {
            parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                Int(part).map(Object.int) ?? .string(String(part))
            }
        } else {
            parts = [attribute]
        }
    }

    func value(in item: Object) throws -> Object {
        var value = item
        for part in parts {
            value = try Subscripts.item(part, of: value)
            if let standard, value.isUndefined { value = standard }
        }
        return value
    }

    /// The values of several paths separated by commas, as one sort key.
    static func key(_ attribute: Object?, ignoringCase: Bool) -> (Object) throws -> Object {
        let paths: [AttributePath]
        if let text = attribute?.text {
            paths = text.split(separator: ",", omittingEmptySubsequences: false).map {
                AttributePath(.string(String($0)))
            }
        } else {
            paths = [AttributePath(attribute)]
        }
        if paths.count == 1 {
            return { item in
                let value = try paths[0].value(in: item)
                return ignoringCase ? lowered(value) : value
            }
        }
        return { item in
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
