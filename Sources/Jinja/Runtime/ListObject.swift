/// A Python list: shared, mutable.
package final class ListObject {
    @exclusivity(unchecked) package var items: [Object]

    package init(_ items: [Object] = []) { self.items = items }

    deinit { Teardown.free(&items) }
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
