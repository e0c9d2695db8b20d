/// The one dynamic value of the project: what YAML, JSON, pillars, grains, arguments and returns are made of.
///
/// Equality is strict (`int(1)` is not `bool(true)` and not `double(1)`), which is what change detection needs.
/// Python's looser equality belongs to the template engine.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([Value])
    case map(ValueMap)
}

extension Value {
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var int: Int? { if case .int(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var list: [Value]? { if case .list(let value) = self { value } else { nil } }
    package var map: ValueMap? { if case .map(let value) = self { value } else { nil } }
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// A number as seconds, weights and the like want it: integers widen.
    package var double: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }

    /// The text of a scalar as a Salt user would have typed it; nil for null, lists and maps.
    ///
    /// `version: 1.14` is a float to YAML and a version to its author: wherever a scalar is meant as text, read it with this.
    package var scalarText: String? {
        switch self {
        case .string(let value): value
        case .int(let value): String(value)
        case .double(let value): PythonNumber.repr(value)
        case .bool(let value): value ? "True" : "False"
        case .null, .list, .map: nil
        }
    }

    /// Truth as Python has it: empty strings, lists, maps, zero and null are false.
    package var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let value): !value.isEmpty
        case .map(let value): !value.isEmpty
        }
    }

    /// The name of the kind in a sentence for people: "a string", "a list".
    package var kindName: String {
        switch self {
        case .null: "empty"
        case .bool: "a boolean"
        case .int: "a number"
        case .double: "a number"
        case .string: "a string"
        case .list: "a list"
        case .map: "a mapping"
        }
    }

    package subscript(key: String) -> Value? { map?[key] }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: Value...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        var map = ValueMap(minimumCapacity: elements.count)
        for (key, value) in elements { map[key] = value }
        self = .map(map)
    }
}

extension Value {
    /// A list of strings as a value.
    package static func strings(_ strings: some Sequence<String>) -> Value { .list(strings.map(Value.string)) }

    /// The string, or null where there is none.
    package init(_ text: String?) { self = text.map(Value.string) ?? .null }
}
