/// The literals of `x in ['a', 'b']`, which need not be made for each look.
struct Choices {
    private let items: [Object]
    /// The strings among them, the only ones that a string can be equal to.
    private let texts: [String]

    init(_ items: [Object]) {
        self.items = items
        texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    func contains(_ item: Object) throws -> Bool {
        if case .string(let text) = item { return texts.contains { Text.equal($0, text) } }
        return try items.contains { try Comparison.equal(item, $0) }
    }
}
