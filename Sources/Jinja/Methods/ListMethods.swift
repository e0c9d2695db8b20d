/// Methods of lists and tuples.
enum ListMethods {
    static let names: Set<String> = [
        "append", "extend", "insert", "pop", "remove", "reverse", "sort", "index", "count", "copy", "clear",
    ]
    static let tupleNames: Set<String> = ["index", "count"]

    static func call(_ name: String, _ tuple: TupleObject, _ arguments: CallArguments) throws -> Object {
        try search(name, tuple.items, "tuple", arguments)
    }

    static func call(_ name: String, _ list: ListObject, _ arguments: CallArguments) throws -> Object {
        switch name {
        case "append":
            list.items.append(try one(name, arguments))
            return .none
        case "extend":
            list.items += try Iteration.items(try one(name, arguments))
            return .none
        case "insert":
            let given = try arguments.bound(to: ["index", "object"], of: "insert", required: 2)
            let index = try given[0].int(or: 0, "index")
            let place = index < 0 ? max(0, list.items.count + index) : min(index, list.items.count)
            list.items.insert(given[1] ?? .none, at: place)
            return .none
        case "pop": return try pop(list, arguments)
        case "remove":
            let item = try one(name, arguments)
            guard let index = try list.items.firstIndex(where: { try Comparison.equal($0, item) }) else {
                throw Failure("list.remove(x): x not in list")
            }
            list.items.remove(at: index)
            return .none
        case "reverse":
            list.items.reverse()
            return .none
        case "sort":
            let given = try arguments.bound(to: ["key", "reverse"], of: "sort")
            let key = given[0]
            let render = arguments.render
            let items = list.items
            let keys = try items.map { item in
                guard let key, case .dynamic(let function) = key else { return item }
                return try function.call(CallArguments([item], render: render))
            }
            list.items = try Comparison.sorted(items, by: keys, reverse: try given[1].bool(or: false))
            return .none
        case "copy": return .list(list.items)
        case "clear":
            list.items = []
            return .none
        default: return try search(name, list.items, "list", arguments)
        }
    }

    private static func one(_ name: String, _ arguments: CallArguments) throws -> Object {
        guard arguments.positional.count == 1, arguments.keywords.isEmpty else {
            throw Failure("list.\(name)() takes exactly one argument (\(arguments.positional.count) given)")
        }
        return arguments.positional[0]
    }

    private static func pop(_ list: ListObject, _ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["index"], of: "pop")
        guard !list.items.isEmpty else { throw Failure("pop from empty list") }
        let index = try given[0].int(or: -1, "index")
        let place = index < 0 ? index + list.items.count : index
        guard list.items.indices.contains(place) else { throw Failure("pop index out of range") }
        return list.items.remove(at: place)
    }

    private static func search(_ name: String, _ items: [Object], _ type: String, _ arguments: CallArguments) throws
        -> Object
    {
        if name == "count" {
            let given = try arguments.bound(to: ["value"], of: "count", required: 1)
            return .int(try items.filter { try Comparison.equal($0, given[0] ?? .none) }.count)
        }
        let given = try arguments.bound(to: ["value", "start", "stop"], of: "index", required: 1)
        let item = given[0] ?? .none
        let start = try given[1].int(or: 0, "start")
        let stop = try given[2].int(or: items.count, "stop")
        for index in items.indices where index >= start && index < stop {
            if try Comparison.equal(items[index], item) { return .int(index) }
        }
        throw Failure(
            type == "tuple" ? "tuple.index(x): x not in tuple" : "\(try Representation.repr(item)) is not in list")
    }
}
