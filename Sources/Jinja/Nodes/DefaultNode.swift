/// `value|default(literal)`: the value where there is one, else the literal. Nothing is made that is not used.
final class DefaultNode: Expression {
    private let value: Expression
    private let replacement: Expression

    /// Nil where it is another filter, or a replacement that could fail and so has to be evaluated in any case.
    init?(_ value: Expression, _ call: FilterCall) {
        guard let signature = call.filter?.signature, signature.replacesUndefined,
            let bound = call.arguments.bound(to: signature.names, required: signature.required),
            let replacement = bound[0], bound[1] == nil, replacement.isLiteral
        else { return nil }
        self.value = value
        self.replacement = replacement
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        try value.found(scope) ?? replacement.evaluate(scope)
    }
}
