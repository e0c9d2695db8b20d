import Values

extension Parser {
    /// Attributes, subscripts and calls after an expression.
    func parsePostfix(_ start: Expression) throws -> Expression {
        var expression = start
        while true {
            switch current.kind {
            case .dot, .leftBracket: expression = try parseSubscript(expression)
            case .leftParen: expression = try parseCall(expression)
            default: return expression
            }
        }
    }

    /// Filters, tests and calls after an expression.
    func parseFilters(_ start: Expression) throws -> Expression {
        var expression = start
        while true {
            switch current.kind {
            case .pipe:
                let inner = depth
                take()
                let filter = try parseFilterCall()
                let node = DefaultNode(expression, filter) ?? FilterNode(expression, filter)
                expression = try built(node, over: max(inner, depth))
            case .name where current.text == "is": expression = try parseTest(expression)
            case .leftParen: expression = try parseCall(expression)
            default: return expression
            }
        }
    }

    private func parseSubscript(_ object: Expression) throws -> Expression {
        let inner = depth
        let token = take()
        if token.kind == .dot {
            let name = take()
            switch name.kind {
            case .name:
                return try built(AttributeNode(object, name.text, position: name.position), over: inner)
            case .integer:
                let key = ConstantNode(.int(Int(name.text) ?? .max), position: name.position)
                return try built(SubscriptNode(object, key, position: name.position), over: inner)
            default: throw failure("expected name or number", at: name.position)
            }
        }
        var deepest = inner
        var keys: [Expression] = []
        var slice: Expression?
        while current.kind != .rightBracket {
            if !keys.isEmpty || slice != nil { try expect(.comma) }
            let position = current.position
            if let parsed = try parseSlice(object, position) {
                slice = parsed
            } else {
                keys.append(try parseExpression())
                if current.kind == .colon {
                    slice = try parseSliceRest(object, from: keys.removeLast(), position)
                }
            }
            deepest = max(deepest, depth)
        }
        try expect(.rightBracket)
        if let slice, keys.isEmpty { return try built(slice, over: deepest) }
        let key = keys.count == 1 ? keys[0] : SequenceNode(keys, isTuple: true, position: token.position)
        return try built(SubscriptNode(object, key, position: token.position), over: deepest)
    }

    private func parseSlice(_ object: Expression, _ position: Position) throws -> Expression? {
        current.kind == .colon ? try parseSliceRest(object, from: nil, position) : nil
    }

    private func parseSliceRest(_ object: Expression, from start: Expression?, _ position: Position) throws
        -> Expression
    {
        try expect(.colon)
        var deepest = depth
        func bound() throws -> Expression? {
            guard ![.colon, .rightBracket, .comma].contains(current.kind) else { return nil }
            defer { deepest = max(deepest, depth) }
            return try parseExpression()
        }
        let stop = try bound()
        let step = skip(.colon) ? try bound() : nil
        depth = deepest
        return SliceNode(object, start, stop, step, position: position)
    }

    private func parseCall(_ callee: Expression) throws -> Expression {
        let inner = depth
        let position = current.position
        let arguments = try parseArguments()
        return try built(CallNode(callee, arguments, position: position), over: max(inner, depth))
    }

    func parseArguments() throws -> ArgumentList {
        let opening = try expect(.leftParen)
        var list = ArgumentList()
        var deepest = 0
        var needsComma = false
        func ensure(_ condition: Bool) throws {
            guard condition else {
                throw failure("invalid syntax for function call expression", at: opening.position)
            }
        }
        while current.kind != .rightParen {
            if needsComma {
                try expect(.comma)
                if current.kind == .rightParen { break }
            }
            if skip(.mul) {
                try ensure(list.moreArguments == nil && list.moreKeywords == nil)
                list.moreArguments = try parseExpression()
            } else if skip(.pow) {
                try ensure(list.moreKeywords == nil)
                list.moreKeywords = try parseExpression()
            } else if current.kind == .name, next.kind == .assign {
                try ensure(list.moreKeywords == nil)
                let name = take().text
                take()
                list.keywords.append(ArgumentList.Keyword(name: name, expression: try parseExpression()))
            } else {
                try ensure(list.moreArguments == nil && list.moreKeywords == nil && list.keywords.isEmpty)
                list.positional.append(try parseExpression())
            }
            deepest = max(deepest, depth)
            needsComma = true
        }
        try expect(.rightParen)
        depth = deepest
        list.seal()
        return list
    }

    // MARK: Filters and tests

    private func parseDottedName() throws -> (name: String, position: Position) {
        let token = try expect(.name)
        var name = token.text
        while skip(.dot) { name += "." + (try expect(.name).text) }
        return (name, token.position)
    }

    /// A filter's name and arguments, after the `|`.
    func parseFilterCall() throws -> FilterCall {
        let (name, position) = try parseDottedName()
        depth = 0
        let arguments = current.kind == .leftParen ? try parseArguments() : ArgumentList()
        let filter = environment.filters[name]
        if filter == nil, !isGuarded {
            unknowns.append(
                failure(
                    "No filter named '\(name)'.", at: position,
                    hint: NearestHint.of(name, among: environment.filters.keys)))
        }
        return FilterCall(name: name, filter: filter, arguments: arguments, position: position)
    }

    func parseFilterChain() throws -> [FilterCall] {
        var filters: [FilterCall] = []
        while skip(.pipe) { filters.append(try parseFilterCall()) }
        return filters
    }

    private func parseTest(_ subject: Expression) throws -> Expression {
        let inner = depth
        take()
        let isNegated = skipName("not")
        let (name, position) = try parseDottedName()
        depth = 0
        var arguments = ArgumentList()
        if current.kind == .leftParen {
            arguments = try parseArguments()
        } else if [.name, .string, .integer, .float, .leftBracket, .leftBrace].contains(current.kind),
            !["else", "or", "and"].contains(where: { current.isName($0) })
        {
            if current.isName("is") { throw failure("You cannot chain multiple tests with is") }
            arguments.positional = [try nested { try parsePostfix(try parsePrimary()) }]
            arguments.seal()
        }
        let test = environment.tests[name]
        if test == nil, !isGuarded {
            unknowns.append(
                failure(
                    "No test named '\(name)'.", at: position,
                    hint: NearestHint.of(name, among: environment.tests.keys)))
        }
        let node = TestNode(subject, name, test, arguments, isNegated: isNegated, position: position)
        return try built(node, over: max(inner, depth))
    }
}
