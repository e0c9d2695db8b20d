/// `a + b` and the like.
final class BinaryNode: Expression {
    private let operation: Operators.Binary
    private let left: Expression
    private let right: Expression
    private let position: Position

    init(_ operation: Operators.Binary, _ left: Expression, _ right: Expression, position: Position) {
        self.operation = operation
        self.left = left
        self.right = right
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let a = try left.evaluate(scope)
        let b = try right.evaluate(scope)
        do {
            return try Operators.apply(operation, a, b, scope.run.render.limits)
        } catch {
            throw scope.located(error, position)
        }
    }
}

/// `-a` and `+a`.
final class SignNode: Expression {
    private let operand: Expression
    private let isNegative: Bool
    private let position: Position

    init(_ operand: Expression, isNegative: Bool, position: Position) {
        self.operand = operand
        self.isNegative = isNegative
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        do {
            let value = try operand.evaluate(scope)
            return try isNegative ? Operators.negated(value) : Operators.positive(value)
        } catch {
            throw scope.located(error, position)
        }
    }
}

/// `and` and `or`, which give one of their operands.
final class LogicalNode: Expression {
    private let left: Expression
    private let right: Expression
    private let isAnd: Bool
    private let position: Position

    init(_ left: Expression, _ right: Expression, isAnd: Bool, position: Position) {
        self.left = left
        self.right = right
        self.isAnd = isAnd
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let value = try left.evaluate(scope)
        let isTrue: Bool
        do { isTrue = try Comparison.truth(value) } catch { throw scope.located(error, position) }
        return isTrue == isAnd ? try right.evaluate(scope) : value
    }

    override func isTrue(_ scope: Scope) throws -> Bool {
        let isLeftTrue: Bool
        do { isLeftTrue = try left.isTrue(scope) } catch { throw scope.located(error, position) }
        return isLeftTrue == isAnd ? try right.isTrue(scope) : isLeftTrue
    }
}

/// `not a`.
final class NotNode: Expression {
    private let operand: Expression
    private let position: Position

    init(_ operand: Expression, position: Position) {
        self.operand = operand
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object { .bool(try isTrue(scope)) }

    override func isTrue(_ scope: Scope) throws -> Bool {
        do {
            return try !operand.isTrue(scope)
        } catch {
            throw scope.located(error, position)
        }
    }
}

/// `a if condition else b`; without `else` a false condition gives a value that prints as nothing.
final class ConditionalNode: Expression {
    private let condition: Expression
    private let value: Expression
    private let otherwise: Expression?
    private let position: Position

    init(
        _ condition: Expression, _ value: Expression, _ otherwise: Expression?, position: Position
    ) {
        self.condition = condition
        self.value = value
        self.otherwise = otherwise
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let isTrue: Bool
        do {
            isTrue = try condition.isTrue(scope)
        } catch {
            throw scope.located(error, position)
        }
        if isTrue { return try value.evaluate(scope) }
        if let otherwise { return try otherwise.evaluate(scope) }
        return .undefined(
            Undefined(
                .text(
                    "the inline if-expression on line \(position.line) in '\(scope.unit.template.name)' evaluated to false "
                        + "and no else section was defined."), isLenient: true))
    }
}

/// `a ~ b ~ c`.
final class ConcatenateNode: Expression {
    private let parts: [Expression]
    private let position: Position

    init(_ parts: [Expression], position: Position) {
        self.parts = parts
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        do {
            let text = Text.joined(try parts.map { try Representation.string(try $0.evaluate(scope)) }, "")
            let limit = scope.run.render.limits.outputSize
            guard text.utf8.count <= limit else {
                throw Failure("a text is larger than \(limit) bytes", kind: .limit)
            }
            return .string(text)
        } catch {
            throw scope.located(error, position)
        }
    }
}
