/// What a `for` runs over: items, or the pairs of a dict, which need not be made tuples.
enum LoopItems {
    case items([Object])
    case pairs(keys: [Object], values: [Object])

    init(_ iterable: Object) throws {
        if case .list(let list) = iterable, let pairs = list.pairs {
            self = .pairs(keys: pairs.keys, values: pairs.values)
        } else if case .dynamic(let object) = iterable, let view = object as? DictViewObject, view.kind == .items {
            self = .pairs(keys: view.dict.keys, values: view.dict.values)
        } else {
            self = .items(try Iteration.items(iterable))
        }
    }

    var count: Int {
        switch self {
        case .items(let items): items.count
        case .pairs(let keys, _): keys.count
        }
    }

    subscript(place: Int) -> Object {
        switch self {
        case .items(let items): items[place]
        case .pairs(let keys, let values): .tuple([keys[place], values[place]])
        }
    }

    /// Those that `isWanted` says yes to, asked with their place.
    func filtered(_ isWanted: (Int) throws -> Bool) rethrows -> LoopItems {
        switch self {
        case .items(let items):
            var kept: [Object] = []
            kept.reserveCapacity(items.count)
            for place in items.indices where try isWanted(place) { kept.append(items[place]) }
            return .items(kept)
        case .pairs(let keys, let values):
            var keptKeys: [Object] = []
            var keptValues: [Object] = []
            keptKeys.reserveCapacity(keys.count)
            keptValues.reserveCapacity(keys.count)
            for place in keys.indices where try isWanted(place) {
                keptKeys.append(keys[place])
                keptValues.append(values[place])
            }
            return .pairs(keys: keptKeys, values: keptValues)
        }
    }
}
