package import Values

/// A Python dict: shared, mutable, in insertion order.
///
/// One made from a `ValueMap` is only looked at as long as it is only asked for entries by name; what iterates over it or
/// changes it takes its entries over, one level. So rendering with a large pillar costs what the template looks at.
package final class DictObject {
    /// The entries from outside, until they are taken over.
    private let source: ValueMap
    @exclusivity(unchecked) private var isTakenOver: Bool
    /// Containers among the source's values by place, once asked for: each look-up must give the same one. Mostly only one
    /// is asked for.
    @exclusivity(unchecked) private var firstMade: (place: Int, object: Object) = (-1, .none)
    @exclusivity(unchecked) private var made: [(place: Int, object: Object)] = []
    @exclusivity(unchecked) private var storedKeys: [Object] = []
    @exclusivity(unchecked) private var storedValues: [Object] = []
    @exclusivity(unchecked) private var positions: [DictKey: Int] = [:]
    /// Below this many entries a scan beats hashing.
    private static let scanLimit = 8

    package init() {
        source = [:]
        isTakenOver = true
    }

    package init(_ map: ValueMap) {
        source = map
        isTakenOver = false
    }

    /// Later pairs win; keys must be hashable.
    package convenience init(_ pairs: [(Object, Object)]) throws {
        self.init()
        for (key, value) in pairs { try set(key, value) }
    }

    package convenience init(names pairs: [(String, Object)]) {
        self.init()
        for (key, value) in pairs { self[key] = value }
    }

    @inline(__always)
    private func load() {
        if !isTakenOver { takeOver() }
    }

    private func takeOver() {
        isTakenOver = true
        storedKeys.reserveCapacity(source.count)
        storedValues.reserveCapacity(source.count)
        let (keys, values) = (source.keys, source.values)
        for place in keys.indices {
            let value = madeObject(at: place) ?? Object(values[place])
            // Texts are different keys in Python too; `1` and `true` are not.
            if case .string(let text) = keys[place] {
                storedKeys.append(.string(text))
                storedValues.append(value)
            } else {
                store(DictKey(known: Object(keys[place])), value)
            }
        }
        made = []
        firstMade = (-1, .none)
    }

    private func madeObject(at place: Int) -> Object? {
        place == firstMade.place ? firstMade.object : made.first { $0.place == place }?.object
    }

    /// The source's value of that name as an object; `hint` is where it may stand, and becomes where it does.
    private func sourceValue(of name: String, near hint: inout Int) -> Object? {
        guard let value = source.value(ofText: name, near: &hint) else { return nil }
        switch value {
        case .string(let text): return .string(text)
        case .int(let value): return .int(value)
        case .bool(let value): return .bool(value)
        case .double(let value): return .double(value)
        case .null: return Object.none
        case let container:
            if let known = madeObject(at: hint) { return known }
            let object = Object(container)
            if firstMade.place < 0 { firstMade = (hint, object) } else { made.append((hint, object)) }
            if made.count > Self.scanLimit { takeOver() }
            return object
        }
    }

    package var count: Int { isTakenOver ? storedKeys.count : source.count }

    package var keys: [Object] {
        load()
        return storedKeys
    }

    package var values: [Object] {
        load()
        return storedValues
    }

    package subscript(name: String) -> Object? {
        get {
            var place = 0
            return value(of: name, near: &place)
        }
        set {
            load()
            if let newValue { store(DictKey(name), newValue) } else { _ = removeEntry(DictKey(name)) }
        }
    }

    /// The entry of that name. `place` is where it may stand, from another dict like this one; it becomes where it does.
    func value(of name: String, near place: inout Int) -> Object? {
        guard isTakenOver else { return sourceValue(of: name, near: &place) }
        if place < storedKeys.count, case .string(let other) = storedKeys[place], other._isIdentical(to: name) {
            return storedValues[place]
        }
        guard let found = position(of: name) else { return nil }
        place = found
        return storedValues[found]
    }

    package func get(_ key: Object) throws -> Object? {
        if case .string(let name) = key { return self[name] }
        load()
        return position(of: try DictKey(key)).map { storedValues[$0] }
    }

    package func set(_ key: Object, _ value: Object) throws {
        load()
        store(try DictKey(key), value)
    }

    @discardableResult
    package func remove(_ key: Object) throws -> Object? {
        load()
        return removeEntry(try DictKey(key))
    }

    package func removeAll() {
        isTakenOver = true
        made = []
        firstMade = (-1, .none)
        storedKeys = []
        storedValues = []
        positions = [:]
    }

    deinit {
        guard isTakenOver else { return }
        Teardown.free(&storedValues)
        // Tuples as keys are the only keys that hold others.
        positions = [:]
        Teardown.free(&storedKeys)
    }

    package func copy() -> DictObject {
        load()
        let copy = DictObject()
        copy.storedKeys = storedKeys
        copy.storedValues = storedValues
        copy.positions = positions
        return copy
    }

    private func position(of name: String) -> Int? {
        if storedKeys.count > Self.scanLimit { return indexed()[DictKey(name)] }
        // Names are short, and equal short strings are identical: one look over all finds nearly every entry that is there.
        for index in storedKeys.indices {
            if case .string(let other) = storedKeys[index], other._isIdentical(to: name) { return index }
        }
        for index in storedKeys.indices {
            if case .string(let other) = storedKeys[index], Text.equal(name, other) { return index }
        }
        return nil
    }

    private func position(of key: DictKey) -> Int? {
        if case .string(let name) = key.object { return position(of: name) }
        if storedKeys.count > Self.scanLimit { return indexed()[key] }
        return storedKeys.firstIndex { DictKey(known: $0) == key }
    }

    private func store(_ key: DictKey, _ value: Object) {
        if let index = position(of: key) {
            storedValues[index] = value
        } else {
            storedKeys.append(key.object)
            storedValues.append(value)
            if !positions.isEmpty { positions[key] = storedKeys.count - 1 }
        }
    }

    private func removeEntry(_ key: DictKey) -> Object? {
        guard let index = position(of: key) else { return nil }
        storedKeys.remove(at: index)
        positions.removeAll(keepingCapacity: true)
        return storedValues.remove(at: index)
    }

    /// The places of the keys, put together when they are first needed after an entry was removed or taken over.
    private func indexed() -> [DictKey: Int] {
        if positions.isEmpty {
            positions.reserveCapacity(storedKeys.count)
            for (index, key) in storedKeys.enumerated() { positions[DictKey(known: key)] = index }
        }
        return positions
    }
}
