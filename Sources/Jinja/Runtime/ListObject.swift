/// A Python list: shared, mutable.
package final class ListObject {
    @exclusivity(unchecked) private var stored: [Object]
    /// The keys and values of a list of pairs that nobody has looked at as tuples: most such lists are only looped over.
    @exclusivity(unchecked) private(set) var pairs: (keys: [Object], values: [Object])?

    package init(_ items: [Object] = []) { stored = items }

    /// A list of tuples of two.
    init(keys: [Object], values: [Object]) {
        stored = []
        pairs = (keys, values)
    }

    package var items: [Object] {
        get {
            if pairs != nil { makeTuples() }
            return stored
        }
        _modify {
            if pairs != nil { makeTuples() }
            yield &stored
        }
    }

    private func makeTuples() {
        guard let (keys, values) = pairs else { return }
        pairs = nil
        stored = zip(keys, values).map { .tuple([$0, $1]) }
    }

    deinit {
        Teardown.free(&stored)
        if var values = pairs?.values {
            pairs = nil
            Teardown.free(&values)
        }
    }
}

/// A Python tuple.
package final class TupleObject {
    @exclusivity(unchecked) package private(set) var items: [Object]
    /// Names of the items for a named tuple (`groupby`), in order.
    let names: [String]

    package init(_ items: [Object], names: [String] = []) {
        self.items = items
        self.names = names
    }

    deinit { Teardown.free(&items) }
}
