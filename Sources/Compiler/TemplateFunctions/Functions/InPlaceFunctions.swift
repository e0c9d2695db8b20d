import Jinja
import Values

/// Functions that change the dict that they are given, as formulas expect who call them with `{% do %}`.
enum InPlaceFunctions {
    static let all: [String: NativeFunction] = [
        "slsutil.update": { arguments in
            let isRecursive = try arguments.argument(2, "recursive_update").bool(or: true)
            return try update(
                arguments, "dest", "upd", strategy: isRecursive ? .recurse : .overwrite, listsAt: 3, inPlace: true)
        },
        "defaults.merge": { arguments in
            let inPlace = try arguments.argument(3, "in_place").bool(or: true)
            return try update(arguments, "dest", "src", strategy: .recurse, listsAt: 2, inPlace: inPlace)
        },
        "defaults.update": { arguments in
            let defaults = Value.map(try map(arguments.argument(1, "defaults"), "defaults"))
            let mergesLists = try arguments.argument(2, "merge_lists").bool(or: true)
            let result = try map(arguments.argument(0, "dest"), "dest").map { key, value in
                (key, defaults.merged(with: value, mergingLists: mergesLists))
            }
            let inPlace = try arguments.argument(3, "in_place").bool(or: true)
            return try stored(ValueMap(result), in: arguments.argument(0, "dest"), inPlace: inPlace)
        },
    ]

    private static func update(
        _ arguments: CallArguments, _ first: String, _ second: String, strategy: MergeStrategy, listsAt position: Int,
        inPlace: Bool
    ) throws -> Object {
        let a = try map(arguments.argument(0, first), first)
        let b = try map(arguments.argument(1, second), second)
        let mergesLists = try arguments.argument(position, "merge_lists").bool(or: false)
        let merged = a.merged(with: b, strategy: strategy, mergingLists: mergesLists)
        return try stored(merged, in: arguments.argument(0, first), inPlace: inPlace)
    }

    private static func map(_ object: Object?, _ name: String) throws -> ValueMap {
        guard case .map(let map) = try object?.value() else {
            throw Failure("'\(name)' must be a dictionary", kind: .hostFunction)
        }
        return map
    }

    private static func stored(_ map: ValueMap, in target: Object?, inPlace: Bool) throws -> Object {
        guard inPlace, let target, case .dict(let dict) = target else { return Object(.map(map)) }
        for (key, value) in map { try dict.set(Object(key), Object(value)) }
        return target
    }
}
