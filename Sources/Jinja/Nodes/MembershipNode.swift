/// `a in ['x', 'y']` and `a not in (1, 2)`, where the choices are literals: they need not be made for each look.
final class MembershipNode: Expression {
    private let item: Expression
    private let isNegated: Bool
    private let position: Position
    private let choices: [Object]
    /// The strings among them, the only ones that a string can be equal to.
    private let texts: [String]

    /// Nil for other comparisons.
    init?(_ item: Expression, _ operands: [CompareNode.Operand], position: Position) {
        guard operands.count == 1, operands[0].operation == .isIn || operands[0].operation == .isNotIn,
            let choices = (operands[0].expression as? SequenceNode)?.literals
        else { return nil }
        self.item = item
        isNegated = operands[0].operation == .isNotIn
        self.position = position
        self.choices = choices
        texts = choices.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    override func evaluate(_ scope: Scope) throws -> Object { .bool(try isTrue(scope)) }

    override func isTrue(_ scope: Scope) throws -> Bool {
        let item = try item.evaluate(scope)
        if case .string(let text) = item {
            for choice in texts where Text.equal(choice, text) { return !isNegated }
            return isNegated
        }
        do {
            return try choices.contains { try Comparison.equal(item, $0) } != isNegated
        } catch {
            throw scope.located(error, position)
        }
    }
}
