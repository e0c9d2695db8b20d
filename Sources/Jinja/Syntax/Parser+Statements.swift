extension Parser {
    static let tagNames = [
        "for", "if", "set", "do", "break", "continue", "macro", "call", "filter", "with", "autoescape", "block",
        "extends", "include", "import", "from", "print", "load_yaml", "load_json", "load_text", "import_yaml",
        "import_json", "import_text", "profile", "raw",
    ]

    /// One statement after `{%`, up to but without its closing `%}`.
    func parseStatement() throws -> Statement {
        let token = current
        guard token.kind == .name else { throw failure("tag name expected") }
        guard Self.tagNames.contains(token.text), token.text != "raw" else { throw unfinished(token) }
        tagStack.append(token.text)
        take()
        let statement = try parseTag(token)
        tagStack.removeLast()
        return statement
    }

    private func parseTag(_ token: Token) throws -> Statement {
        let position = token.position
        switch token.text {
        case "for": return try parseFor(position)
        case "if": return try parseIf(position)
        case "set": return try parseSet(position)
        case "do": return DoNode(try parseTuple(), position: position)
        case "break", "continue": return try parseLoopControl(token)
        case "macro": return try parseMacro(position)
        case "call": return try parseCallBlock(position)
        case "filter": return try parseFilterBlock(position)
        case "with": return try parseWith(position)
        case "autoescape":
            _ = try parseExpression()
            let body = try inFrame { try parseBlockBody(until: "endautoescape").body }
            return WithNode([], body, position: position)
        case "block": return try parseBlock(position)
        case "extends": return ExtendsNode(try parseExpression(), position: position)
        case "include": return try parseInclude(position)
        case "import": return try parseImport(position)
        case "from": return try parseFromImport(position)
        case "print": return try parsePrint(position)
        case "profile":
            try expectName("as")
            let label = try parseExpression()
            return ProfileNode(label, try parseBlockBody(until: "endprofile").body, position: position)
        case "import_yaml", "import_json", "import_text":
            return try parseImport(position, parser: String(token.text.dropFirst("import_".count)))
        default: return try parseLoad(position, parser: String(token.text.dropFirst("load_".count)))
        }
    }

    private func parseFor(_ position: Position) throws -> Statement {
        let assignments = loopAssignments
        let target = try parseTarget(until: "in")
        try expectName("in")
        let items = try parseTuple(allowsConditional: false, until: "recursive")
        let before = references["loop"]
        let condition =
            skipName("if") ? try inFrame(target.symbols) { try guarded(false) { try parseExpression() } } : nil
        let isRecursive = skipName("recursive")
        var (body, end) = try inLoop(true) {
            try inFrame(target.symbols) { try parseBlockBody(until: "endfor", "else") }
        }
        let usesLoop = isRecursive || references["loop"] != before
        if usesLoop, loopAssignments != assignments {
            throw failure("Can't assign to special loop variable in for-loop target", at: position)
        }
        var otherwise: Body?
        if end == "else" {
            // A recursive loop is a function of its own for Jinja: nothing in it leaves the loop around.
            (otherwise, end) = try inLoop(isInLoop && !isRecursive) {
                try inFrame { try parseBlockBody(until: "endfor") }
            }
        }
        return ForNode(
            target, items, condition, body, otherwise, isRecursive: isRecursive, usesLoop: usesLoop,
            loopSymbol: environment.symbols.symbol("loop"), position: position)
    }

    private func parseLoopControl(_ token: Token) throws -> Statement {
        let isBreak = token.text == "break"
        guard isInLoop else {
            throw pythonFailure(
                isBreak ? "'break' outside loop" : "'continue' not properly in loop", at: token.position)
        }
        return LoopControlNode(isBreak ? .breaks : .continues, position: token.position)
    }

    private func parseIf(_ position: Position) throws -> Statement {
        var branches: [IfNode.Branch] = []
        var otherwise: Body?
        // The uses of names in the first body, in what follows `elif`, and in that of `else`.
        var uses: [[VariableFrame.Use]] = [[], [], []]
        while true {
            let condition = try apart { try guarded(true) { try parseTuple(allowsConditional: false) } }
            let body = try apart { try parseBlockBody(until: "elif", "else", "endif") }
            if branches.isEmpty {
                frame.uses += condition.uses
                uses[0] = body.uses
            } else {
                uses[1] += condition.uses + [.branches([body.uses])]
            }
            branches.append(IfNode.Branch(condition: condition.result, body: body.result.body))
            if body.result.end == "elif" { continue }
            if body.result.end == "else" {
                (otherwise, uses[2]) = try apart { try parseBlockBody(until: "endif").body }
            }
            frame.uses.append(.branches(uses))
            return IfNode(branches, otherwise, position: position)
        }
    }

    private func parseSet(_ position: Position) throws -> Statement {
        let target = try parseTarget(allowsNamespace: true)
        if skip(.assign) {
            let value = try parseTuple()
            noteStore(target)
            return SetNode(target, value, position: position)
        }
        let filters = try parseFilterChain()
        noteStore(target)
        let body = try inFrame { try parseBlockBody(until: "endset").body }
        return SetBlockNode(target, filters, body, position: position)
    }

    private func parsePrint(_ position: Position) throws -> Statement {
        var expressions: [Expression] = []
        while current.kind != .blockEnd {
            if !expressions.isEmpty { try expect(.comma) }
            expressions.append(try parseExpression())
        }
        return WithNode([], Body(expressions.map { PrintNode($0, position: position) }), position: position)
    }

    private func parseWith(_ position: Position) throws -> Statement {
        var assignments: [WithNode.Assignment] = []
        while current.kind != .blockEnd {
            if !assignments.isEmpty { try expect(.comma) }
            let target = try parseTarget()
            try expect(.assign)
            assignments.append(WithNode.Assignment(target: target, value: try parseExpression()))
        }
        let body = try inFrame(assignments.flatMap(\.target.symbols)) { try parseBlockBody(until: "endwith").body }
        return WithNode(assignments, body, position: position)
    }

    private func parseFilterBlock(_ position: Position) throws -> Statement {
        var filters = [try parseFilterCall()]
        filters += try parseFilterChain()
        let body = try inFrame { try parseBlockBody(until: "endfilter").body }
        return FilterBlockNode(filters, body, position: position)
    }

    private func parseLoad(_ position: Position, parser: String) throws -> Statement {
        try expectName("as")
        let target = try parseTarget(namesOnly: true)
        let body = try inLoop(false) { try inFrame { try parseBlockBody(until: "endload").body } }
        noteStore(target)
        return LoadNode(target, body, parser: parser, position: position)
    }

    // MARK: Assignment targets

    /// What can stand before `=` or `in`: a name, names in a tuple, `namespace.name`.
    func parseTarget(until end: String? = nil, allowsNamespace: Bool = false, namesOnly: Bool = false) throws
        -> Target
    {
        try nested {
            if namesOnly { return try nameTarget(try expect(.name)) }
            var targets: [Target] = []
            var isTuple = false
            let start = current
            while true {
                if !targets.isEmpty { try expect(.comma) }
                if [.variableEnd, .blockEnd, .rightParen].contains(current.kind) { break }
                if let end, current.isName(end) { break }
                targets.append(try parsePrimaryTarget(allowsNamespace: allowsNamespace))
                guard current.kind == .comma else { break }
                isTuple = true
            }
            if !isTuple, let only = targets.first { return only }
            guard isTuple else {
                throw failure("Expected an expression, got \(Representation.quoted(start.described))")
            }
            return .tuple(targets)
        }
    }

    private func parsePrimaryTarget(allowsNamespace: Bool) throws -> Target {
        let token = current
        switch token.kind {
        case .leftParen:
            take()
            let target = try parseTarget(allowsNamespace: allowsNamespace)
            try expect(.rightParen)
            return target
        case .name:
            take()
            if allowsNamespace, skip(.dot) {
                let attribute = try expect(.name)
                return .attribute(environment.symbols.symbol(token.text), attribute.text, name: token.text)
            }
            return try nameTarget(token)
        case .leftBracket: throw failure("can't assign to 'list'")
        case .leftBrace: throw failure("can't assign to 'dict'")
        case .string, .integer, .float: throw failure("can't assign to 'const'")
        default: throw failure("unexpected \(Representation.quoted(token.described))")
        }
    }

    private func nameTarget(_ token: Token) throws -> Target {
        if ["true", "false", "none", "True", "False", "None"].contains(token.text) {
            throw failure("can't assign to 'const'", at: token.position)
        }
        if token.text == "loop" { loopAssignments += 1 }
        return .name(environment.symbols.symbol(token.text))
    }
}
