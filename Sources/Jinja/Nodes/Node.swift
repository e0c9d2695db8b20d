/// An expression of a compiled template. Nodes hold no state of a render, so a template can be rendered anywhere.
protocol Expression: AnyObject, Sendable {
    func evaluate(_ scope: Scope) throws -> Object
}

/// A statement of a compiled template.
protocol Statement: AnyObject, Sendable {
    func execute(_ scope: Scope, _ output: Output) throws -> Flow
}

/// How a statement ended.
enum Flow: Sendable {
    case normal
    case breaks
    case continues
}

/// The statements between two tags.
final class Body: Sendable {
    let statements: [any Statement]

    init(_ statements: [any Statement]) { self.statements = statements }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        for statement in statements {
            let flow = try statement.execute(scope, output)
            if flow != .normal { return flow }
        }
        return .normal
    }

    /// What the statements print, as a string.
    func text(_ scope: Scope) throws -> String {
        let output = Output.capture(scope.run.render)
        _ = try execute(scope, output)
        return output.text
    }

    /// Whether there is nothing but white space.
    var isBlank: Bool {
        statements.allSatisfy { ($0 as? DataNode)?.isBlank ?? false }
    }
}
