/// The arguments of a call as written: `(a, b, *more, key=c, **others)`.
struct ArgumentList {
    struct Keyword {
        let name: String
        let expression: Expression
    }

    var positional: [Expression] = []
    var keywords: [Keyword] = []
    var moreArguments: Expression?
    var moreKeywords: Expression?

    var isEmpty: Bool { positional.isEmpty && keywords.isEmpty && moreArguments == nil && moreKeywords == nil }
    /// At most two arguments, none of them by name or spread.
    var isShort: Bool { positional.count <= 2 && keywords.isEmpty && moreArguments == nil && moreKeywords == nil }

    func evaluate(_ scope: Scope) throws -> CallArguments {
        var arguments = CallArguments(render: scope.run.render)
        if isEmpty { return arguments }
        if !positional.isEmpty {
            arguments.positional.reserveCapacity(positional.count)
            for expression in positional { arguments.positional.append(try expression.evaluate(scope)) }
        }
        if let moreArguments { arguments.positional += try Iteration.items(try moreArguments.evaluate(scope)) }
        for keyword in keywords {
            arguments.keywords.append((keyword.name, try keyword.expression.evaluate(scope)))
        }
        if let moreKeywords { try spread(try moreKeywords.evaluate(scope), into: &arguments) }
        return arguments
    }

    private func spread(_ object: Object, into arguments: inout CallArguments) throws {
        guard case .dict(let dict) = try object.defined() else {
            throw Failure("argument after ** must be a mapping, not \(object.typeName)")
        }
        for (key, value) in zip(dict.keys, dict.values) {
            guard let name = key.text else { throw Failure("keywords must be strings") }
            guard !arguments.keywords.contains(where: { $0.name == name }) else {
                throw Failure("got multiple values for keyword argument '\(name)'")
            }
            arguments.keywords.append((name, value))
        }
    }
}
