/// A filter with its arguments.
struct FilterCall: Sendable {
    let name: String
    /// Nil for an unknown one that an `if` may keep from being reached.
    let filter: Filter?
    let arguments: ArgumentList
    let position: Position

    func apply(to value: Object, _ scope: Scope) throws -> Object {
        guard let filter else {
            throw scope.located(Failure("No filter named '\(name)' found.", kind: .syntax), position)
        }
        do {
            return try filter.body(value, try arguments.evaluate(scope))
        } catch {
            throw scope.located(error, position)
        }
    }
}

/// `value|filter(...)`.
final class FilterNode: Expression {
    private let value: any Expression
    private let call: FilterCall

    init(_ value: any Expression, _ call: FilterCall) {
        self.value = value
        self.call = call
    }

    func evaluate(_ scope: Scope) throws -> Object { try call.apply(to: try value.evaluate(scope), scope) }
}

/// `value is test(...)`.
final class TestNode: Expression {
    private let value: any Expression
    private let name: String
    private let test: Test?
    private let arguments: ArgumentList
    private let isNegated: Bool
    private let position: Position

    init(
        _ value: any Expression, _ name: String, _ test: Test?, _ arguments: ArgumentList, isNegated: Bool,
        position: Position
    ) {
        self.value = value
        self.name = name
        self.test = test
        self.arguments = arguments
        self.isNegated = isNegated
        self.position = position
    }

    func evaluate(_ scope: Scope) throws -> Object {
        guard let test else {
            throw scope.located(Failure("No test named '\(name)' found.", kind: .syntax), position)
        }
        let value = try value.evaluate(scope)
        do {
            return .bool(try test.body(value, try arguments.evaluate(scope)) != isNegated)
        } catch {
            throw scope.located(error, position)
        }
    }
}
