/// `if` … `elif` … `else`. Its bodies share the scope around them.
final class IfNode: Statement {
    struct Branch {
        let condition: Expression
        let body: Body
    }

    /// A branch to run through without holding its parts.
    private struct Step {
        let condition: Unmanaged<Expression>
        let body: Unmanaged<Body>
    }

    private let branches: [Branch]
    private let steps: [Step]
    private let otherwise: Body?
    private let position: Position

    init(_ branches: [Branch], _ otherwise: Body?, position: Position) {
        self.branches = branches
        steps = branches.map {
            Step(condition: Unmanaged.passUnretained($0.condition), body: Unmanaged.passUnretained($0.body))
        }
        self.otherwise = otherwise
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        for index in steps.indices {
            let isTrue: Bool
            do {
                isTrue = try steps[index].condition._withUnsafeGuaranteedRef { try $0.isTrue(scope) }
            } catch {
                throw scope.located(error, position)
            }
            if isTrue { return try steps[index].body._withUnsafeGuaranteedRef { try $0.execute(scope, output) } }
        }
        guard let otherwise else { return .normal }
        return try otherwise.execute(scope, output)
    }
}

/// `break` and `continue`.
final class LoopControlNode: Statement {
    private let flow: Flow

    init(_ flow: Flow, position: Position) { self.flow = flow }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow { flow }
}

/// `with a = 1, b = 2` … `endwith`: the values are evaluated outside, the names live inside.
final class WithNode: Statement {
    struct Assignment {
        let target: Target
        let value: Expression
    }

    private let assignments: [Assignment]
    private let body: Body
    private let position: Position

    init(_ assignments: [Assignment], _ body: Body, position: Position) {
        self.assignments = assignments
        self.body = body
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        let inner = Scope(inside: scope)
        do {
            let values = try assignments.map { try $0.value.evaluate(scope) }
            for (assignment, value) in zip(assignments, values) { try assignment.target.assign(value, inner) }
        } catch {
            throw scope.located(error, position)
        }
        return try body.execute(inner, output)
    }
}

/// Salt's `profile as label` … `endprofile`. Rendering has no clock and no log here: the body is rendered, with the
/// variables around it, and nothing else.
final class ProfileNode: Statement {
    private let label: Expression
    private let body: Body
    private let position: Position

    init(_ label: Expression, _ body: Body, position: Position) {
        self.label = label
        self.body = body
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do { _ = try label.evaluate(scope).defined() } catch { throw scope.located(error, position) }
        return try body.execute(scope, output)
    }
}
