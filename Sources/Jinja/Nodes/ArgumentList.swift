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

    /// The arguments where all are literals, which need not be put together for each call.
    private var literals: (positional: [Object], keywords: [(name: String, value: Object)])?

    /// To be called when all arguments are there.
    mutating func seal() {
        guard moreArguments == nil, moreKeywords == nil else { return }
        let objects = positional.compactMap { ($0 as? ConstantNode)?.object }
        let named = keywords.compactMap { keyword in
            (keyword.expression as? ConstantNode).map { (name: keyword.name, value: $0.object) }
        }
        guard objects.count == positional.count, named.count == keywords.count else { return }
        literals = (objects, named)
    }

    /// The arguments by the place of their parameter, always three. Nil where they can't be bound before the call: spread
    /// ones, those that don't fit, which are an error of the call, and those by name in another order than the parameters'.
    func bound(to names: [String], required: Int) -> [Expression?]? {
        guard moreArguments == nil, moreKeywords == nil, positional.count <= names.count else { return nil }
        var bound: [Expression?] = positional + [Expression?](repeating: nil, count: 3 - positional.count)
        var last = positional.count - 1
        for keyword in keywords {
            guard let place = names.firstIndex(of: keyword.name), place > last else { return nil }
            bound[place] = keyword.expression
            last = place
        }
        return bound.prefix(required).allSatisfy { $0 != nil } ? bound : nil
    }

    func evaluate(_ scope: Scope) throws -> CallArguments {
        var arguments = CallArguments(render: scope.run.render)
        if isEmpty { return arguments }
        if let literals {
            arguments.positional = literals.positional
            arguments.keywords = literals.keywords
            return arguments
        }
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
