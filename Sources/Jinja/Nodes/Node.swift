/// An expression of a compiled template. Nodes hold no state of a render, so a template can be rendered anywhere.
///
/// A class and not a protocol: a render is calls from node to node, and those through a class are the cheapest.
class Expression {
    /// Whether it is a literal, or a list or tuple of literals: always there and never an error.
    var isLiteral: Bool { false }

    func evaluate(_ scope: Scope) throws -> Object { .none }

    /// What the expression evaluates to, or nil where that is undefined: for those who only want to know whether it is
    /// there, so that nobody has to say what is missing.
    func found(_ scope: Scope) throws -> Object? {
        let value = try evaluate(scope)
        return value.isUndefined ? nil : value
    }

    /// The truth of what the expression evaluates to. Those that give a boolean say it without one.
    func isTrue(_ scope: Scope) throws -> Bool { try Comparison.truth(try evaluate(scope)) }
}

/// A statement of a compiled template.
class Statement {
    func execute(_ scope: Scope, _ output: Output) throws -> Flow { .normal }
}

/// How a statement ended.
enum Flow: Sendable {
    case normal
    case breaks
    case continues
}

/// The statements between two tags.
final class Body {
    private let statements: [Statement]
    /// The same again, to run through without holding each: the body owns them.
    private let steps: [Unmanaged<Statement>]

    init(_ statements: [Statement]) {
        self.statements = statements
        steps = statements.map(Unmanaged.passUnretained)
    }

    func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        for step in steps {
            let flow = try step._withUnsafeGuaranteedRef { try $0.execute(scope, output) }
            if flow != .normal { return flow }
        }
        return .normal
    }

    /// What the statements print, as a string, and how they ended.
    func text(in scope: Scope) throws -> (text: String, flow: Flow) {
        var flow = Flow.normal
        let text = try scope.run.render.captured { flow = try execute(scope, $0) }
        return (text, flow)
    }

    /// Whether there is nothing but white space.
    var isBlank: Bool {
        statements.allSatisfy { ($0 as? DataNode)?.isBlank ?? false }
    }
}
