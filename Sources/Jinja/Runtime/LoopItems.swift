/// What a `for` runs over: items, or the pairs of a dict, which need not be made tuples.
struct LoopItems {
    /// The items, or the first halves of the pairs.
    let firsts: [Object]
    /// The second halves of pairs, else nil.
    let seconds: [Object]?

    init(_ iterable: Object) throws {
        if case .list(let list) = iterable, let pairs = list.pairs {
            (firsts, seconds) = (pairs.keys, pairs.values)
        } else if case .dynamic(let object) = iterable, let view = object as? DictViewObject, view.kind == .items {
            (firsts, seconds) = (view.dict.keys, view.dict.values)
        } else {
            (firsts, seconds) = (try Iteration.items(iterable), nil)
        }
    }

    /// Those of `items` at these places.
    init(_ items: LoopItems, at places: [Int]) {
        firsts = places.map { items.firsts[$0] }
        seconds = items.seconds.map { seconds in places.map { seconds[$0] } }
    }

    var count: Int { firsts.count }

    subscript(place: Int) -> Object {
        guard let seconds else { return firsts[place] }
        return .tuple([firsts[place], seconds[place]])
    }
}
