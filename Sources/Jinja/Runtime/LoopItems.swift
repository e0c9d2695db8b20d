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

    /// Those at the places.
    func picked(_ places: [Int]) -> LoopItems {
        switch self {
        case .items(let items): .items(places.map { items[$0] })
        case .pairs(let keys, let values): .pairs(keys: places.map { keys[$0] }, values: places.map { values[$0] })
        }
    }
}
