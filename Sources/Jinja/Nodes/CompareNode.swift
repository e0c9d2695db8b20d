/// `a < b <= c`, `a in b`.
final class CompareNode: Expression {
    enum Operation: Sendable {
        case equal, notEqual, less, lessEqual, greater, greaterEqual, isIn, isNotIn
    }

    struct Operand {
        let operation: Operation
        let expression: Expression
    }

    private let first: Expression
    private let operands: [Operand]
    private let position: Position
    /// The parts of the only operand, if there is but one, as nearly always.
    private let single: (operation: Operation, expression: Expression)?

    init(_ first: Expression, _ operands: [Operand], position: Position) {
        self.first = first
        self.operands = operands
        self.position = position
        single = operands.count == 1 ? (operands[0].operation, operands[0].expression) : nil
    }

    override func evaluate(_ scope: Scope) throws -> Object { .bool(try isTrue(scope)) }

    override func isTrue(_ scope: Scope) throws -> Bool {
        var left = try first.evaluate(scope)
        if let single {
            let right = try single.expression.evaluate(scope)
            do {
                return try Self.holds(single.operation, left, right)
            } catch {
                throw scope.located(error, position)
            }
        }
        for operand in operands {
            let right = try operand.expression.evaluate(scope)
            do {
                guard try Self.holds(operand.operation, left, right) else { return false }
            } catch {
                throw scope.located(error, position)
            }
            left = right
        }
        return true
    }

    static func holds(_ operation: Operation, _ a: Object, _ b: Object) throws -> Bool {
        switch operation {
        case .equal: try Comparison.equal(a, b)
        case .notEqual: try !Comparison.equal(a, b)
        case .less: try Comparison.less(a, b, "<")
        case .lessEqual: try orEqual(a, b) || Comparison.less(a, b, "<=")
        case .greater: try Comparison.less(b, a, ">", swapped: true)
        case .greaterEqual: try orEqual(a, b) || Comparison.less(b, a, ">=", swapped: true)
        case .isIn: try Comparison.contains(a, in: b)
        case .isNotIn: try !Comparison.contains(a, in: b)
        }
    }

    /// Equality only between kinds that have an order, so that `none <= none` is refused.
    private static func orEqual(_ a: Object, _ b: Object) throws -> Bool {
        switch (a, b) {
        case (.none, _), (_, .none), (.dict, _), (_, .dict): false
        default: try Comparison.equal(a, b)
        }
    }
}
