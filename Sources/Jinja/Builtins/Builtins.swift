/// What every environment starts with.
enum Builtins {
    static let filters: [String: Filter] = [
        TextFilters.all, SequenceFilters.all, SelectionFilters.all, NumberFilters.all, MarkupFilters.all,
        LayoutFilters.all, AggregateFilters.all,
    ].reduce(into: [:]) { all, some in all.merge(some) { _, new in new } }

    static let tests: [String: Test] = KindTests.all.merging(ComparisonTests.all) { _, new in new }

    static let globals: [String: ContextValue] = GlobalFunctions.all
}
