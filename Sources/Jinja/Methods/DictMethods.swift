/// Methods of dicts.
enum DictMethods {
    static let names: Set<String> = [
        "get", "items", "keys", "values", "pop", "popitem", "setdefault", "update", "copy", "clear", "fromkeys",
    ]

    static func call(_ name: String, _ dict: DictObject, _ arguments: CallArguments) throws -> Object {
        func bound(_ names: [String], _ required: Int) throws -> [Object?] {
            guard arguments.positional.count >= required || !arguments.keywords.isEmpty else {
                throw Failure("\(name) expected at least \(required) argument\(required == 1 ? "" : "s"), got 0")
            }
            return try arguments.bound(to: names, of: name, required: required)
        }
        switch name {
        case "get":
            let given = try bound(["key", "default"], 1)
            return try dict.get(given[0] ?? .none) ?? given[1] ?? .none
        case "items": return .dynamic(DictViewObject(dict, .items))
        case "keys": return .dynamic(DictViewObject(dict, .keys))
        case "values": return .dynamic(DictViewObject(dict, .values))
        case "pop":
            let given = try bound(["key", "default"], 1)
            let key = given[0] ?? .none
            if let value = try dict.remove(key) ?? given[1] { return value }
            throw Failure(try Representation.repr(key))
        case "popitem":
            guard let key = dict.keys.last, let value = try dict.remove(key) else {
                throw Failure("'popitem(): dictionary is empty'")
            }
            return .tuple([key, value])
        case "setdefault":
            let given = try bound(["key", "default"], 1)
            let key = given[0] ?? .none
            if let value = try dict.get(key) { return value }
            try dict.set(key, given[1] ?? .none)
            return given[1] ?? .none
        case "update":
            guard arguments.positional.count <= 1 else {
                throw Failure("update expected at most 1 argument, got \(arguments.positional.count)")
            }
            if let source = arguments.positional.first { try update(dict, from: source) }
            for (name, value) in arguments.keywords { dict[name] = value }
            return .none
        case "copy": return .dict(dict.copy())
        case "clear":
            dict.removeAll()
            return .none
        default:
            let given = try bound(["iterable", "value"], 1)
            let result = DictObject()
            for key in try Iteration.items(given[0] ?? .none) { try result.set(key, given[1] ?? .none) }
            return .dict(result)
        }
    }

    /// Takes over a mapping's entries, or pairs.
    static func update(_ dict: DictObject, from source: Object) throws {
        if case .dict(let other) = source {
            for (key, value) in zip(other.keys, other.values) { try dict.set(key, value) }
            return
        }
        for (index, pair) in try Iteration.items(source).enumerated() {
            guard Iteration.isIterable(pair) else {
                throw Failure("cannot convert dictionary update sequence element #\(index) to a sequence")
            }
            let items = try Iteration.items(pair)
            guard items.count == 2 else {
                throw Failure(
                    "dictionary update sequence element #\(index) has length \(items.count); 2 is required")
            }
            try dict.set(items[0], items[1])
        }
    }
}
