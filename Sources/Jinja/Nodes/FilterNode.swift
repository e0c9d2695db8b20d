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
    /// The filter's body and its arguments in the order of its parameters, where they could be bound.
    private let body: Filter.Bound?
    private let first: Expression?
    private let second: Expression?
    private let third: Expression?
    private let hasArguments: Bool
    /// What the filter is given for an undefined value, where it need not know what is missing.
    private let undefined: Object?

    init(_ value: Expression, _ call: FilterCall) {
        self.value = value
        self.call = call
        let bound = call.filter?.signature.flatMap { signature in
            call.arguments.bound(to: signature.names, required: signature.required)
        }
        body = bound == nil ? nil : call.filter?.signature?.body
        first = bound?[0]
        second = bound?[1]
        third = bound?[2]
        hasArguments = !call.arguments.isEmpty
        let isReplaced = bound != nil && call.filter?.signature?.replacesUndefined == true
        undefined = isReplaced ? .undefined("nothing is there") : nil
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let subject: Object
        if let undefined { subject = try value.found(scope) ?? undefined } else { subject = try value.evaluate(scope) }
        guard let body else { return try call.apply(to: subject, scope) }
        do {
            guard hasArguments else { return try body(subject, nil, nil, nil) }
            let first = try first?.evaluate(scope)
            let second = try second?.evaluate(scope)
            let third = try third?.evaluate(scope)
            return try body(subject, first, second, third)
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
    /// The answer about a value that is there, where that is all that is asked.
    private let ofDefined: Bool?

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
        ofDefined = arguments.isEmpty ? test?.ofDefined.map { $0 != isNegated } : nil
    }

    override func evaluate(_ scope: Scope) throws -> Object { .bool(try isTrue(scope)) }

    override func isTrue(_ scope: Scope) throws -> Bool {
        if let ofDefined { return try (value.found(scope) != nil) == ofDefined }
        if let shortForm {
            let value = try value.evaluate(scope)
            do { return try shortForm(value) != isNegated } catch { throw scope.located(error, position) }
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
            return try test.body(value, try arguments.evaluate(scope)) != isNegated
        } catch {
            throw scope.located(error, position)
        }
    }
}
