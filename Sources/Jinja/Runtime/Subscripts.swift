/// `object.name`, `object[key]` and slices.
enum Subscripts {
    /// Attribute first, then item, as Jinja's dot does it.
    static func attribute(_ name: String, of object: Object) throws -> Object {
        switch object {
        case .undefined(let undefined):
            throw undefined.failure
        case .dict(let dict):
            if Methods.names(of: object).contains(name) { return bound(name, to: object) }
            if isUnsafe(name) { return unsafe(name, object) }
            return dict[name] ?? .missing(.string(name), of: object, hint: { hint(name, dict) })
        case .tuple(let tuple):
            if let index = tuple.names.firstIndex(of: name) { return tuple.items[index] }
        case .int, .bool, .double:
            if let part = NumberMethods.part(name, of: object) { return part }
        case .dynamic(let dynamic):
            if name.utf8.first == UInt8(ascii: "_") { return unsafe(name, object) }
            return try dynamic.attribute(name) ?? dynamic.item(.string(name))
                ?? .missing(.string(name), of: object, hint: { dynamic.hint(forMissing: name) })
        default: break
        }
        if Methods.names(of: object).contains(name) { return bound(name, to: object) }
        if isUnsafe(name) { return unsafe(name, object) }
        let names = Methods.names(of: object)
        return .missing(.string(name), of: object, hint: { NearestHint.of(name, among: names) })
    }

    /// Item first, then attribute, as Jinja's brackets do it.
    static func item(_ key: Object, of object: Object) throws -> Object {
        if case .undefined(let undefined) = object {
            throw undefined.failure
        }
        switch object {
        case .dict(let dict):
            switch key {
            case .list, .dict: return .missing(key, of: object)
            default: if let found = try dict.get(key) { return found }
            }
            guard let name = key.text else { return .missing(key, of: object) }
            if Methods.names(of: object).contains(name) { return bound(name, to: object) }
            return .missing(key, of: object, hint: { hint(name, dict) })
        case .dynamic(let dynamic):
            if let found = try dynamic.item(key) { return found }
            guard let name = key.text else { return .missing(key, of: object) }
            return try attribute(name, of: object)
        default:
            if let index = key.index { return try element(index, of: object) ?? .missing(key, of: object) }
            guard let name = key.text else {
                _ = try key.defined()
                return .missing(key, of: object)
            }
            return try attribute(name, of: object)
        }
    }

    private static func element(_ index: Int, of object: Object) throws -> Object? {
        func pick(_ items: [Object]) -> Object? {
            let position = index < 0 ? index + items.count : index
            return items.indices.contains(position) ? items[position] : nil
        }
        switch object {
        case .list(let list): return pick(list.items)
        case .tuple(let tuple): return pick(tuple.items)
        case .string(let text): return character(index, of: text).map(Object.string)
        case .markup(let text): return character(index, of: text).map(Object.markup)
        default: return nil
        }
    }

    private static func character(_ index: Int, of text: String) -> String? {
        let scalars = text.unicodeScalars
        let count = Text.isASCII(text) ? text.utf8.count : scalars.count
        let place = index < 0 ? index + count : index
        guard place >= 0, place < count else { return nil }
        return String(scalars[scalars.index(scalars.startIndex, offsetBy: place)])
    }

    /// `object[start:stop:step]`.
    static func slice(_ object: Object, _ start: Object, _ stop: Object, _ step: Object) throws -> Object {
        func pick(_ count: Int) throws -> [Int] { try indices(count, start, stop, step) }
        switch object {
        case .undefined(let undefined): throw undefined.failure
        case .list(let list): return .list(try pick(list.items.count).map { list.items[$0] })
        case .tuple(let tuple): return .tuple(try pick(tuple.items.count).map { tuple.items[$0] })
        case .string(let text): return .string(try sliced(text, pick))
        case .markup(let text): return .markup(try sliced(text, pick))
        case .dynamic(let dynamic) where dynamic.isSequence:
            let items = try dynamic.iterate() ?? []
            return .list(try pick(items.count).map { items[$0] })
        case .dict: throw Failure("unhashable type: 'slice'")
        default: throw Failure("'\(object.typeName)' object is not subscriptable")
        }
    }

    private static func sliced(_ text: String, _ pick: (Int) throws -> [Int]) throws -> String {
        if Text.isASCII(text) {
            let bytes = Array(text.utf8)
            return Text.string(try pick(bytes.count).map { bytes[$0] })
        }
        let scalars = Array(text.unicodeScalars)
        return Text.string(try pick(scalars.count).map { scalars[$0] })
    }

    /// Python's `slice.indices`.
    private static func indices(_ count: Int, _ start: Object, _ stop: Object, _ step: Object) throws -> [Int] {
        func number(_ object: Object) throws -> Int? {
            if case .none = object { return nil }
            guard let index = try object.defined().index else {
                throw Failure("slice indices must be integers or None or have an __index__ method")
            }
            return index
        }
        let step = try number(step) ?? 1
        guard step != 0 else { throw Failure("slice step cannot be zero") }
        func clamped(_ index: Int) -> Int {
            let position = index < 0 ? index + count : index
            return step > 0 ? min(max(position, 0), count) : min(max(position, -1), count - 1)
        }
        let first = try number(start).map(clamped) ?? (step > 0 ? 0 : count - 1)
        let last = try number(stop).map(clamped) ?? (step > 0 ? count : -1)
        return Array(stride(from: first, to: last, by: step))
    }

    private static func bound(_ name: String, to object: Object) -> Object {
        .dynamic(BoundMethodObject(name, of: object))
    }

    static func isUnsafe(_ name: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: "_") else { return false }
        return [
            "__class__", "__init__", "__dict__", "__subclasses__", "__mro__", "__globals__", "__doc__", "__len__",
            "__module__", "__getattribute__", "__reduce__", "__iter__", "__eq__", "__hash__", "__str__", "__repr__",
        ].contains(name)
    }

    private static func unsafe(_ name: String, _ object: Object) -> Object {
        .undefined(
            Undefined(
                .text(
                    "access to attribute \(Representation.quoted(name)) of \(Representation.quoted(object.typeName)) "
                        + "object is unsafe."), kind: .syntax))
    }

    private static func hint(_ name: String, _ dict: DictObject) -> String? {
        guard dict.count <= 500 else { return nil }
        return NearestHint.of(name, among: dict.keys.compactMap(\.text))
    }
}
