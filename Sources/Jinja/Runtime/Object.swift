/// A value while a template runs, with Python's semantics: lists and dicts are shared references, tuples are distinct.
///
/// Not sendable: an object belongs to the one render that made it. `Values.Value` is what crosses the border.
package enum Object {
    case undefined(Undefined)
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// Text that is already escaped for HTML (`Markup`).
    case markup(String)
    case list(ListObject)
    case tuple(TupleObject)
    case dict(DictObject)
    /// Loops, namespaces, macros, functions, iterators and what hosts bring.
    case dynamic(DynamicObject)
}

extension Object {
    /// The text of a string or of markup.
    package var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    package var isUndefined: Bool { if case .undefined = self { true } else { false } }
    /// Whether it is an undefined value that may be used: it prints as nothing.
    var isNothing: Bool { if case .undefined(let undefined) = self { undefined.isLenient } else { false } }
    package var isNone: Bool { if case .none = self { true } else { false } }

    /// Whether it is a list, tuple or dict.
    var isContainer: Bool {
        switch self {
        case .list, .tuple, .dict: true
        default: false
        }
    }

    package static func tuple(_ items: [Object]) -> Object { .tuple(TupleObject(items)) }
    package static func list(_ items: [Object]) -> Object { .list(ListObject(items)) }

    /// The integer of an int or a bool, as Python's `__index__` gives it.
    package var index: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number of an int, a bool or a float.
    package var number: Double? {
        if case .double(let value) = self { return value }
        return index.map(Double.init)
    }

    /// Python's name of the type, for messages.
    package var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .dynamic(let object): object.typeName
        }
    }
}
