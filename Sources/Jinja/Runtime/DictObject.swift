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
        for (key, value) in map {
            let key = Object(key)
            store(DictKey(known: key), Object(value))
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
            return position(of: DictKey(name)).map { storedValues[$0] }
        }
        set {
            load()
            if let newValue { store(DictKey(name), newValue) } else { _ = removeEntry(DictKey(name)) }
        }
    }

    package func get(_ key: Object) throws -> Object? {
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

    private func position(of key: DictKey) -> Int? {
        if !positions.isEmpty { return positions[key] }
        if case .string(let text) = key.object {
            for (index, candidate) in storedKeys.enumerated() {
                if case .string(let other) = candidate, Text.equal(text, other) { return index }
            }
            return nil
        }
        return storedKeys.firstIndex { DictKey(known: $0) == key }
    }

    private func store(_ key: DictKey, _ value: Object) {
        if let index = position(of: key) { storedValues[index] = value } else { insert(key, value) }
    }

    private func insert(_ key: DictKey, _ value: Object) {
        storedKeys.append(key.object)
        storedValues.append(value)
        if !positions.isEmpty {
            positions[key] = storedKeys.count - 1
        } else if storedKeys.count > Self.scanLimit {
            reindex()
        }
    }

    private func removeEntry(_ key: DictKey) -> Object? {
        guard let index = position(of: key) else { return nil }
        storedKeys.remove(at: index)
        let value = storedValues.remove(at: index)
        if !positions.isEmpty { reindex() }
        return value
    }

    private func reindex() {
        positions.removeAll(keepingCapacity: true)
        guard storedKeys.count > Self.scanLimit else { return }
        for (index, key) in storedKeys.enumerated() {
            positions[DictKey(known: key)] = index
        }
    }
}
