/// Python's methods of the built-in types.
enum Methods {
    private static let none: Set<String> = []

    /// Kinds of objects with methods.
    struct Owners: OptionSet, Sendable {
        let rawValue: UInt8

        static let string = Owners(rawValue: 1)
        static let list = Owners(rawValue: 2)
        static let tuple = Owners(rawValue: 4)
        static let dict = Owners(rawValue: 8)
        static let int = Owners(rawValue: 16)
        static let float = Owners(rawValue: 32)
        static let nobody = Owners(rawValue: 64)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ object: Object) {
            switch object {
            case .string, .markup: self = .string
            case .list: self = .list
            case .tuple: self = .tuple
            case .dict: self = .dict
            case .int, .bool: self = .int
            case .double: self = .float
            case .none, .undefined, .dynamic: self = .nobody
            }
        }

        /// The kinds that have a method of that name.
        static func having(_ name: String) -> Owners {
            let all: [(Owners, Set<String>)] = [
                (.string, StringMethods.names), (.list, ListMethods.names), (.tuple, ListMethods.tupleNames),
                (.dict, DictMethods.names), (.int, NumberMethods.intNames), (.float, NumberMethods.floatNames),
            ]
            return all.reduce(into: []) { owners, kind in if kind.1.contains(name) { owners.insert(kind.0) } }
        }
    }

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
        case .string(let text): return try StringMethods.call(name, text, arguments)
        case .markup(let text): return try MarkupMethods.call(name, text, arguments)
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
