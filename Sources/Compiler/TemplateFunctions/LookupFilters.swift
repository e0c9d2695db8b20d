import Jinja
import Values

/// `traverse`, `json_query` and the filters that write into nested dicts.
enum LookupFilters {
    static let all: [String: TemplateFilter] = [
        "traverse": { value, arguments in
            let delimiter = try arguments.argument(2, "delimiter").text(or: ":")
            let key = try arguments.argument(0, "key").text(or: "")
            if let found = try value.value().value(at: key, delimiter: delimiter) { return Object(found) }
            return arguments.argument(1, "default") ?? .none
        },
        "json_query": { value, arguments in
            guard let expression = arguments.argument(0, "expr") else {
                throw Failure("json_query needs an expression")
            }
            return Object(try JMESPath(try expression.asText()).search(try value.value()))
        },
        "set_dict_key_value": { value, arguments in
            try change(value, arguments) { _, new in new }
        },
        "append_dict_key_value": { value, arguments in
            try change(value, arguments) { old, new in
                .list((try old.map(items) ?? []) + [new])
            }
        },
        "extend_dict_key_value": { value, arguments in
            try change(value, arguments) { old, new in
                .list((try old.map(items) ?? []) + (try items(new)))
            }
        },
        "update_dict_key_value": { value, arguments in
            try change(value, arguments) { old, new in
                guard case .map(let changes) = try new.value() else {
                    throw Failure("Cannot update \(old?.typeName ?? "dict") with a \(new.typeName).")
                }
                guard let old else { return new }
                guard case .map(let map) = try old.value() else {
                    throw Failure("Cannot update \(old.typeName) with a dict.")
                }
                return Object(.map(ValueMap(map.map { ($0.key, $0.value) } + changes.map { ($0.key, $0.value) })))
            }
        },
    ]

    private static func items(_ object: Object) throws -> [Object] {
        switch object {
        case .list(let list): list.items
        case .tuple(let tuple): tuple.items
        default: throw Failure("the last key refers to a \(object.typeName), not a list")
        }
    }

    /// Puts what `update` makes of the value at the path into the dict itself, missing dicts on the way included.
    private static func change(
        _ value: Object, _ arguments: CallArguments, _ update: (Object?, Object) throws -> Object
    ) throws -> Object {
        guard case .dict(let root) = value else { throw Failure("a dict is needed, not \(value.typeName)") }
        let delimiter = try arguments.argument(2, "delimiter").text(or: ":")
        let path = try arguments.argument(0, "key").text(or: "")
        guard let new = arguments.argument(1, "value") else { throw Failure("the argument 'value' is missing") }
        let keys = ColonPath(path, delimiter: delimiter).keys
        guard let last = keys.last else { return value }
        var dict = root
        for key in keys.dropLast() {
            if case .dict(let next) = dict[key] {
                dict = next
            } else {
                let next = DictObject()
                dict[key] = .dict(next)
                dict = next
            }
        }
        dict[last] = try update(dict[last], new)
        return value
    }
}
