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

    init(_ first: Expression, _ operands: [Operand], position: Position) {
        self.first = first
        self.operands = operands
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        var left = try first.evaluate(scope)
        for operand in operands {
            let right = try operand.expression.evaluate(scope)
            do {
                guard try Self.holds(operand.operation, left, right) else { return .bool(false) }
            } catch {
                throw scope.located(error, position)
            }
            left = right
        }
        return .bool(true)
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
