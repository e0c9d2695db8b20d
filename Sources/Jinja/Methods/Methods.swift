/// Python's methods of the built-in types.
enum Methods {
    private static let none: Set<String> = []

    static func names(of object: Object) -> Set<String> {
        switch object {
        case .string, .markup: StringMethods.names
        case .list: ListMethods.names
        case .tuple: ListMethods.tupleNames
        case .dict: DictMethods.names
        case .int, .bool: NumberMethods.intNames
        case .double: NumberMethods.floatNames
        case .none, .undefined, .dynamic: none
        }
    }

    static func call(_ name: String, of object: Object, _ arguments: CallArguments) throws -> Object {
        switch object {
        case .string(let text), .markup(let text): return try StringMethods.call(name, text, arguments)
        case .list(let list): return try ListMethods.call(name, list, arguments)
        case .tuple(let tuple): return try ListMethods.call(name, tuple, arguments)
        case .dict(let dict): return try DictMethods.call(name, dict, arguments)
        case .int(let value): return try NumberMethods.call(name, value, arguments)
        case .bool(let value): return try NumberMethods.call(name, value ? 1 : 0, arguments)
        case .double(let value): return try NumberMethods.call(name, value, arguments)
        case .none, .undefined, .dynamic:
            throw Failure("'\(object.typeName)' object has no attribute '\(name)'")
        }
    }
}
