import Jinja
import Values

/// Filters over dicts.
enum DictFilters {
    static let all: [String: TemplateFilter] = [
        "compare_dicts": { value, arguments in
            let old = try map(value)
            let new = try map(arguments.argument(0, "new_dict") ?? .dict(DictObject()))
            let result = DictObject()
            for key in old.keys + new.keys.filter({ old[$0] == nil }) where old[key] != new[key] {
                let sides = DictObject()
                sides["new"] = Object(new[key] ?? "")
                sides["old"] = Object(old[key] ?? "")
                try result.set(Object(key), .dict(sides))
            }
            return .dict(result)
        },
        "to_entries": { value, _ in
            .list(try map(value).map { key, value in Object(["key": key, "value": value]) })
        },
        "from_entries": { value, _ in
            let result = DictObject()
            for entry in try value.elements() {
                let fields = ValueMap(
                    (entry.map ?? [:]).map { (.string(($0.key.scalarText ?? "").lowercased()), $0.value) })
                guard let key = fields["key"] ?? fields["k"] ?? fields["name"] else { continue }
                try result.set(Object(key), Object(fields["value"] ?? fields["v"] ?? .null))
            }
            return .dict(result)
        },
    ]

    private static func map(_ object: Object) throws -> ValueMap {
        guard case .map(let map) = try object.value() else {
            throw Failure("a dict is needed, not \(object.typeName)")
        }
        return map
    }
}
