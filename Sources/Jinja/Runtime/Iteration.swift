/// What a `for`, a filter or an unpacking gets out of an object.
enum Iteration {
    static func items(_ object: Object) throws -> [Object] {
        switch object {
        case .list(let list): return list.items
        case .tuple(let tuple): return tuple.items
        case .dict(let dict): return dict.keys
        case .string(let text), .markup(let text): return Text.characters(text)
        case .undefined(let undefined):
            if undefined.isLenient { return [] }
            throw undefined.failure
        case .dynamic(let dynamic):
            if let items = try dynamic.iterate() { return items }
        default: break
        }
        throw Failure("'\(object.typeName)' object is not iterable")
    }

    /// `len(object)`.
    static func length(_ object: Object) throws -> Int {
        switch object {
        case .list(let list): return list.items.count
        case .tuple(let tuple): return tuple.items.count
        case .dict(let dict): return dict.count
        case .string(let text), .markup(let text): return Text.count(text)
        case .undefined(let undefined):
            if undefined.isLenient { return 0 }
            throw undefined.failure
        case .dynamic(let dynamic): if let length = dynamic.length { return length }
        default: break
        }
        throw Failure("object of type '\(object.typeName)' has no len()")
    }

    static func isIterable(_ object: Object) -> Bool {
        switch object {
        case .list, .tuple, .dict, .string, .markup: true
        case .dynamic(let dynamic):
            dynamic is GeneratorObject || dynamic.length != nil || dynamic is LoopObject
        default: false
        }
    }

    /// The `count` items of an unpacking, with Python's errors where there are more or fewer.
    static func unpacked(_ object: Object, count: Int) throws -> [Object] {
        if case .undefined(let undefined) = object { throw undefined.failure }
        guard isIterable(object) else { throw Failure("cannot unpack non-iterable \(object.typeName) object") }
        let items = try items(object)
        if items.count > count { throw Failure("too many values to unpack (expected \(count))") }
        if items.count < count {
            throw Failure("not enough values to unpack (expected \(count), got \(items.count))")
        }
        return items
    }
}
