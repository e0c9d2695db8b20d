package import Values

/// A Python dict: shared, mutable, in insertion order.
///
/// One made from a `ValueMap` takes its entries over on first use only, level by level: rendering with a large pillar
/// costs what the template looks at.
package final class DictObject {
    @exclusivity(unchecked) private var source: ValueMap?
    @exclusivity(unchecked) private var storedKeys: [Object] = []
    @exclusivity(unchecked) private var storedValues: [Object] = []
    @exclusivity(unchecked) private var positions: [DictKey: Int] = [:]
    /// Below this many entries a scan beats hashing.
    private static let scanLimit = 8

    package init() {}

    package init(_ map: ValueMap) { source = map }

    /// Later pairs win; keys must be hashable.
    package convenience init(_ pairs: [(Object, Object)]) throws {
        self.init()
        for (key, value) in pairs { try set(key, value) }
    }

    package convenience init(names pairs: [(String, Object)]) {
        self.init()
        for (key, value) in pairs { self[key] = value }
    }

    private func load() {
        guard let map = source else { return }
        source = nil
        storedKeys.reserveCapacity(map.count)
        storedValues.reserveCapacity(map.count)
        map.forEachPair { key, value in
            // Texts are different keys in Python too; `1` and `true` are not.
            if case .string(let text) = key {
                storedKeys.append(.string(text))
                storedValues.append(Object(value))
            } else {
                store(DictKey(known: Object(key)), Object(value))
            }
        }
    }

    package var count: Int { source?.count ?? storedKeys.count }

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
            load()
            return position(of: name).map { storedValues[$0] }
        }
        set {
            load()
            if let newValue { store(DictKey(name), newValue) } else { _ = removeEntry(DictKey(name)) }
        }
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
        source = nil
        storedKeys = []
        storedValues = []
        positions = [:]
    }

    deinit {
        Teardown.free(&storedValues)
        // Tuples as keys are the only keys that hold others.
        positions = [:]
        Teardown.free(&storedKeys)
    }

    package func copy() -> DictObject {
        let copy = DictObject()
        copy.source = source
        copy.storedKeys = storedKeys
        copy.storedValues = storedValues
        copy.positions = positions
        return copy
    }

    private func position(of name: String) -> Int? {
        if storedKeys.count > Self.scanLimit { return indexed()[DictKey(name)] }
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
