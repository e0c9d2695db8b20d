package import OrderedCollections

/// A mapping that keeps the order in which its keys were first set, as YAML documents and Python dicts do.
///
/// Keys are values, since YAML allows `8080: web`; nearly all are strings, so those have their own subscript.
package struct ValueMap: Sendable, Hashable {
    package typealias Element = (key: Value, value: Value)

    package var storage: OrderedDictionary<Value, Value>

    package init() { storage = [:] }

    package init(minimumCapacity: Int) { storage = OrderedDictionary(minimumCapacity: minimumCapacity) }

    /// Later pairs win over earlier ones with the same key; the first keeps the place.
    package init(_ pairs: some Sequence<(Value, Value)>) {
        storage = OrderedDictionary(minimumCapacity: pairs.underestimatedCount)
        for (key, value) in pairs { storage[key] = value }
    }

    package subscript(key: Value) -> Value? {
        get { storage[key] }
        set { storage[key] = newValue }
    }

    package subscript(key: String) -> Value? {
        get { storage[.string(key)] }
        set { storage[.string(key)] = newValue }
    }

    @discardableResult
    package mutating func removeValue(forKey key: String) -> Value? { storage.removeValue(forKey: .string(key)) }

    @discardableResult
    package mutating func removeValue(forKey key: Value) -> Value? { storage.removeValue(forKey: key) }

    package var keys: [Value] { storage.keys.elements }
    package var values: [Value] { storage.values.elements }

    /// The value whose key is exactly these bytes, or nil. A `String` compares by canonical equivalence; Python does not.
    ///
    /// - Parameter place: where the entry may stand, from another map like this one; becomes where it does.
    package func value(ofText name: String, near place: inout Int) -> Value? {
        if place >= 0, place < storage.count, case .string(let text) = storage.keys[place], text._isIdentical(to: name)
        {
            return storage.values[place]
        }
        guard let found = position(ofText: name) else { return nil }
        place = found
        return storage.values[found]
    }

    @inline(__always)
    private func position(ofText name: String) -> Int? {
        if storage.count > 8 {
            guard let index = storage.index(forKey: .string(name)), Self.isText(storage.keys[index], name)
            else { return nil }
            return index
        }
        // Names are short, and equal short strings are identical: one look over all finds nearly every entry that is there.
        let keys = storage.keys.elements
        for place in keys.indices {
            if case .string(let text) = keys[place], text._isIdentical(to: name) { return place }
        }
        for place in keys.indices where Self.isText(keys[place], name) { return place }
        return nil
    }

    private static func isText(_ key: Value, _ name: String) -> Bool {
        guard case .string(let text) = key, text.utf8.count == name.utf8.count, text == name else { return false }
        return text.utf8.elementsEqual(name.utf8)
    }

    /// The keys as text, numbers included, in order.
    package var keyTexts: [String] { storage.keys.map { $0.scalarText ?? "null" } }

    /// The same pairs with the keys in the order of their text.
    package func sortedByKey() -> ValueMap {
        var copy = self
        copy.storage.sort { ($0.key.scalarText ?? "") < ($1.key.scalarText ?? "") }
        return copy
    }

    /// Two maps with the same pairs are equal, whatever the order: Python's rule for dicts.
    package static func == (a: ValueMap, b: ValueMap) -> Bool {
        guard a.count == b.count else { return false }
        return a.storage.allSatisfy { b.storage[$0.key] == $0.value }
    }

    /// Whether the pairs are the same in the same order. Quick for two copies of which neither was changed.
    package func isIdentical(to other: ValueMap) -> Bool { storage == other.storage }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in storage {
            var pair = Hasher()
            pair.combine(key)
            pair.combine(value)
            sum &+= pair.finalize()
        }
        hasher.combine(sum)
    }
}

extension ValueMap {
    /// Calls `body` with each pair. Several times as fast as a `for` loop, which goes through `Collection` from other modules.
    package func forEachPair(_ body: (_ key: Value, _ value: Value) throws -> Void) rethrows {
        let keys = storage.keys
        let values = storage.values
        for index in 0..<storage.count { try body(keys[index], values[index]) }
    }
}

extension ValueMap: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { storage.count }
    package subscript(position: Int) -> Element {
        let element = storage.elements[position]
        return (element.key, element.value)
    }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        storage = OrderedDictionary(minimumCapacity: elements.count)
        for (key, value) in elements { self[key] = value }
    }
}
