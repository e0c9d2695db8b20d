/// A function that a template can call: a global, a bound method, a macro's `caller`.
package final class FunctionObject: DynamicObject {
    let name: String
    private let body: (CallArguments) throws -> Object

    package init(_ name: String, _ body: @escaping (CallArguments) throws -> Object) {
        self.name = name
        self.body = body
    }

    override package var typeName: String { "function" }
    override package var text: String { "<function \(name)>" }
    override package var isCallable: Bool { true }
    override package func call(_ arguments: CallArguments) throws -> Object { try body(arguments) }
}

/// `namespace()`: the one object whose attributes `set` can assign.
final class NamespaceObject: DynamicObject {
    private let attributes: DictObject
    private var isPrinting = false

    init(_ attributes: DictObject) { self.attributes = attributes }

    override var typeName: String { "Namespace" }
    override var ownerName: String { "jinja2.utils.Namespace object" }
    override var text: String {
        get throws {
            // A namespace can hold itself.
            guard !isPrinting else { return "<Namespace {...}>" }
            isPrinting = true
            defer { isPrinting = false }
            return "<Namespace \(try Representation.repr(.dict(attributes)))>"
        }
    }
    override func attribute(_ name: String) throws -> Object? { attributes[name] }
    override func item(_ key: Object) throws -> Object? { try attributes.get(key) }
    override func setAttribute(_ name: String, _ value: Object) throws { attributes[name] = value }
}

/// A method with its object, as a value: `{% set get = d.get %}`.
final class BoundMethodObject: DynamicObject {
    private let name: String
    private var owner: [Object]

    init(_ name: String, of owner: Object) {
        self.name = name
        self.owner = [owner]
    }

    deinit { Teardown.free(&owner) }

    override var typeName: String { "builtin_function_or_method" }
    override var text: String { "<built-in method \(name) of \(owner[0].typeName) object>" }
    override var isCallable: Bool { true }
    override func call(_ arguments: CallArguments) throws -> Object {
        try Methods.call(name, of: owner[0], arguments)
    }
}

/// `range(...)`.
final class RangeObject: DynamicObject {
    let start: Int
    let stop: Int
    let step: Int
    let items: [Object]

    init(start: Int, stop: Int, step: Int) {
        self.start = start
        self.stop = stop
        self.step = step
        items = stride(from: start, to: stop, by: step).map(Object.int)
    }

    override var typeName: String { "range" }
    override var text: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
    override var isSequence: Bool { true }
    override var isTruthy: Bool { !items.isEmpty }
    override var length: Int? { items.count }
    override func iterate() throws -> [Object]? { items }
    override func item(_ key: Object) throws -> Object? {
        guard let index = key.index else { return nil }
        let position = index < 0 ? index + items.count : index
        return items.indices.contains(position) ? items[position] : nil
    }
    override func isEqual(to other: DynamicObject) throws -> Bool {
        guard let other = other as? RangeObject else { return false }
        return try Comparison.equal(.list(items), .list(other.items))
    }
    override func plain() throws -> Object? { .list(items) }
}

/// A Python generator: gives its items once.
final class GeneratorObject: DynamicObject {
    private var items: [Object]
    private let kind: String

    init(_ items: [Object], kind: String = "generator") {
        self.items = items
        self.kind = kind
    }

    deinit { Teardown.free(&items) }

    override var typeName: String { kind }
    override var text: String { "<\(kind) object>" }
    override func iterate() throws -> [Object]? {
        defer { items = [] }
        return items
    }

    /// The next item, or nil.
    func next() -> Object? { items.isEmpty ? nil : items.removeFirst() }
    override func plain() throws -> Object? { .list(try iterate() ?? []) }
}

/// `dict.keys()`, `.values()` and `.items()`: live views.
final class DictViewObject: DynamicObject {
    enum Kind: String {
        case keys = "dict_keys"
        case values = "dict_values"
        case items = "dict_items"
    }

    let dict: DictObject
    let kind: Kind
    private var isPrinting = false

    init(_ dict: DictObject, _ kind: Kind) {
        self.dict = dict
        self.kind = kind
    }

    var items: [Object] {
        switch kind {
        case .keys: dict.keys
        case .values: dict.values
        case .items: zip(dict.keys, dict.values).map { .tuple([$0, $1]) }
        }
    }

    override var typeName: String { kind.rawValue }
    override var text: String {
        get throws {
            // A dict can hold its own view.
            guard !isPrinting else { return "..." }
            isPrinting = true
            defer { isPrinting = false }
            return "\(kind.rawValue)(\(try Representation.repr(.list(items))))"
        }
    }
    override var isTruthy: Bool { dict.count > 0 }
    override var length: Int? { dict.count }
    override func iterate() throws -> [Object]? { items }
    override func plain() throws -> Object? { .list(items) }
    override func isEqual(to other: DynamicObject) throws -> Bool {
        guard let other = other as? DictViewObject, kind == other.kind, kind != .values else { return self === other }
        return try items.count == other.items.count
            && items.allSatisfy { try Comparison.contains($0, in: .list(other.items)) }
    }
}
