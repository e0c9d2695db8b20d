package import Values

/// An error while a template is read or rendered, before it becomes a `Diagnostic`.
///
/// Filters, tests and functions throw it without a place; the node that called them adds its own.
package struct Failure: Error, Sendable {
    /// Which of Salt's message beginnings the error gets.
    package enum Kind: Sendable {
        /// Use of an undefined value.
        case undefined
        /// Grammar, unknown names, wrong filter arguments, sandbox refusals.
        case syntax
        /// A function of the host refused or failed.
        case hostFunction
        /// Anything that Python would raise as an ordinary exception.
        case runtime
        /// A template that the loader does not have.
        case templateNotFound
        /// A limit of `Limits` was reached.
        case limit
    }

    package var kind: Kind
    package var message: String
    package var location: SourceLocation?
    package var hint: String?
    package var trace: [SourceLocation] = []
    /// The variable that does not exist, for a hint when the place is known.
    var missingName: String?

    package init(
        _ message: String, kind: Kind = .runtime, at location: SourceLocation? = nil, hint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.location = location
        self.hint = hint
    }

    /// The message as Salt begins it.
    var fullMessage: String {
        switch kind {
        case .undefined: "Jinja variable \(message)"
        case .syntax: "Jinja syntax error: \(message)"
        case .hostFunction: "Problem running salt function in Jinja template: \(message)"
        case .runtime, .limit: "Jinja error: \(message)"
        case .templateNotFound: "Jinja error: template not found: \(message)"
        }
    }

    /// Any error as a failure; one of the host's becomes a `.hostFunction` only where the caller says so.
    static func from(_ error: any Error, kind: Kind = .runtime) -> Failure {
        if let failure = error as? Failure { return failure }
        if let diagnostic = error as? Diagnostic {
            var failure = Failure(diagnostic.message, kind: kind, hint: diagnostic.hint)
            failure.trace = diagnostic.location.map { [$0] } ?? []
            return failure
        }
        return Failure("\(error)", kind: kind)
    }
}
