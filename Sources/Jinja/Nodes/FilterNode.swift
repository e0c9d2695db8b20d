/// A filter with its arguments.
struct FilterCall {
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
    private let value: Expression
    private let call: FilterCall
    private let shortForm: Filter.ShortForm?
    private let first: Expression?
    private let second: Expression?

    init(_ value: Expression, _ call: FilterCall) {
        self.value = value
        self.call = call
        let positional = call.arguments.positional
        shortForm = call.arguments.isShort ? call.filter?.shortForm : nil
        first = positional.first
        second = positional.dropFirst().first
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let value = try value.evaluate(scope)
        guard let shortForm else { return try call.apply(to: value, scope) }
        do {
            let first = try first?.evaluate(scope)
            let second = try second?.evaluate(scope)
            return try shortForm(value, first, second)
        } catch {
            throw scope.located(error, call.position)
        }
    }
}

/// `value is test(...)`.
final class TestNode: Expression {
    private let value: Expression
    private let name: String
    private let test: Test?
    private let arguments: ArgumentList
    private let isNegated: Bool
    private let position: Position
    private let shortForm: (@Sendable (Object) throws -> Bool)?

    init(
        _ value: Expression, _ name: String, _ test: Test?, _ arguments: ArgumentList, isNegated: Bool,
        position: Position
    ) {
        self.value = value
        self.name = name
        self.test = test
        self.arguments = arguments
        self.isNegated = isNegated
        self.position = position
        shortForm = arguments.isEmpty ? test?.shortForm : nil
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if let shortForm {
            let value = try value.evaluate(scope)
            do { return .bool(try shortForm(value) != isNegated) } catch { throw scope.located(error, position) }
        }
        guard let test else {
            throw scope.located(Failure("No test named '\(name)' found.", kind: .syntax), position)
        }
        let value = try value.evaluate(scope)
        do {
            if test.shortForm != nil {
                let given = try arguments.evaluate(scope)
                let count = 1 + given.positional.count
                if count > 1 { throw Failure("test_\(name)() takes 1 positional argument but \(count) were given") }
                if let keyword = given.keywords.first {
                    throw Failure("test_\(name)() got an unexpected keyword argument '\(keyword.name)'")
                }
            }
            return .bool(try test.body(value, try arguments.evaluate(scope)) != isNegated)
        } catch {
            throw scope.located(error, position)
        }
    }
}
