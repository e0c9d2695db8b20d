/// An object as the key of a dict: hashed and compared as Python does, where `1`, `1.0` and `True` are one key.
struct DictKey: Hashable {
    let object: Object

    /// Throws for lists, dicts and strict undefined values, which Python can't hash.
    init(_ object: Object) throws {
        try Self.check(object)
        self.object = object
    }

    init(_ text: String) { object = .string(text) }

    /// For an object that was a key before. Lists and maps, which only a `Value` can have as keys, are compared by identity.
    init(known object: Object) { self.object = object }

    private static func check(_ object: Object) throws {
        switch object {
        case .list, .dict: throw Failure("unhashable type: '\(object.typeName)'")
        case .undefined(let undefined): if !undefined.isLenient { throw undefined.failure }
        case .tuple(let tuple): for item in tuple.items { try check(item) }
        default: break
        }
    }

    static func == (a: DictKey, b: DictKey) -> Bool { same(a.object, b.object) }

    private static func same(_ a: Object, _ b: Object) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)): return Text.equal(a, b)
        case (.none, .none), (.undefined, .undefined): return true
        case (.tuple(let a), .tuple(let b)):
            return a.items.count == b.items.count && zip(a.items, b.items).allSatisfy { same($0, $1) }
        case (.dynamic(let a), .dynamic(let b)): return a === b
        case (.list(let a), .list(let b)): return a === b
        case (.dict(let a), .dict(let b)): return a === b
        default:
            if let a = a.text, let b = b.text { return Text.equal(a, b) }
            if let a = a.index, let b = b.index { return a == b }
            if let a = a.number, let b = b.number { return a == b }
            return false
        }
    }

    func hash(into hasher: inout Hasher) { Self.hash(object, into: &hasher) }

    private static func hash(_ object: Object, into hasher: inout Hasher) {
        switch object {
        case .string(let text), .markup(let text): Text.hash(text, into: &hasher)
        case .none, .undefined, .list, .dict: hasher.combine(0)
        case .bool(let value): hasher.combine(value ? 1 : 0)
        case .int(let value): hasher.combine(value)
        case .double(let value):
            if let whole = Int(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
        case .tuple(let tuple): for item in tuple.items { hash(item, into: &hasher) }
        case .dynamic(let object): hasher.combine(ObjectIdentifier(object))
        }
    }
}
