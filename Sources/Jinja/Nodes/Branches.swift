/// `if` … `elif` … `else`. Its bodies share the scope around them.
final class IfNode: Statement {
    struct Branch: Sendable {
        let condition: any Expression
        let body: Body
    }

    private let branches: [Branch]
    private let otherwise: Body?
    private let position: Position

    init(_ branches: [Branch], _ otherwise: Body?, position: Position) {
        self.branches = branches
        self.otherwise = otherwise
        self.position = position
    }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        for branch in branches {
            let isTrue: Bool
            do {
                isTrue = try Comparison.truth(try branch.condition.evaluate(scope))
            } catch {
                throw scope.located(error, position)
            }
            if isTrue { return try branch.body.execute(scope, output) }
        }
        return try otherwise?.execute(scope, output) ?? .normal
    }
}

/// `break` and `continue`.
final class LoopControlNode: Statement {
    private let flow: Flow

    init(_ flow: Flow, position: Position) { self.flow = flow }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow { flow }
}

/// `with a = 1, b = 2` … `endwith`: the values are evaluated outside, the names live inside.
final class WithNode: Statement {
    struct Assignment: Sendable {
        let target: Target
        let value: any Expression
    }

    private let assignments: [Assignment]
    private let body: Body
    private let position: Position

    init(_ assignments: [Assignment], _ body: Body, position: Position) {
        self.assignments = assignments
        self.body = body
        self.position = position
    }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow {
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

/// Salt's `profile as label` … `endprofile`. Rendering has no clock and no log here: the body is rendered, nothing else.
final class ProfileNode: Statement {
    private let label: any Expression
    private let body: Body
    private let position: Position

    init(_ label: any Expression, _ body: Body, position: Position) {
        self.label = label
        self.body = body
        self.position = position
    }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do { _ = try label.evaluate(scope) } catch { throw scope.located(error, position) }
        return try body.execute(Scope(inside: scope), output)
    }
}
