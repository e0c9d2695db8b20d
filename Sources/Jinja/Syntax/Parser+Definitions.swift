extension Parser {
    func parseSignature() throws -> [MacroParameter] {
        var parameters: [MacroParameter] = []
        try expect(.leftParen)
        while current.kind != .rightParen {
            if !parameters.isEmpty { try expect(.comma) }
            let token = try expect(.name)
            guard !parameters.contains(where: { $0.name == token.text }) else {
                throw pythonFailure("duplicate argument '\(token.text)' in function definition", at: token.position)
            }
            var standard: Expression?
            if skip(.assign) {
                standard = try parseExpression()
            } else if parameters.last?.standard != nil {
                throw failure("non-default argument follows default argument")
            }
            parameters.append(
                MacroParameter(
                    name: token.text, symbol: environment.symbols.symbol(token.text), standard: standard))
        }
        try expect(.rightParen)
        return parameters
    }

    func parseMacro(_ position: Position) throws -> Statement {
        let name = try expect(.name).text
        let before = references
        let symbol = environment.symbols.symbol(name)
        frame.uses.append(.store(symbol))
        let (parameters, defaults) = try apart { try guarded(false) { try parseSignature() } }
        let body = try inFrame(parameters.map(\.symbol)) {
            frame.uses = defaults
            return try inLoop(false) { try parseBlockBody(until: "endmacro").body }
        }
        return MacroNode(
            definition(name, parameters, body, since: before, position), symbol: symbol, position: position)
    }

    func parseCallBlock(_ position: Position) throws -> Statement {
        let before = references
        let (parameters, defaults) = try apart { current.kind == .leftParen ? try parseSignature() : [] }
        let call = try parseExpression()
        guard let call = call as? CallNode else { throw failure("expected call", at: position) }
        let body = try inFrame(parameters.map(\.symbol)) {
            frame.uses = defaults
            return try inLoop(false) { try parseBlockBody(until: "endcall").body }
        }
        return CallBlockNode(
            call, definition("caller", parameters, body, since: before, position), position: position)
    }

    /// A macro that accepts `varargs`, `kwargs` and `caller` only where its body asks for them, as Jinja decides it.
    private func definition(
        _ name: String, _ parameters: [MacroParameter], _ body: Body, since before: [String: Int], _ position: Position
    ) -> MacroDefinition {
        func symbol(_ special: String) -> Int? {
            if parameters.contains(where: { $0.name == special }) { return nil }
            return references[special] == before[special] ? nil : environment.symbols.symbol(special)
        }
        return MacroDefinition(
            name: name, parameters: parameters, body: body, varargs: symbol("varargs"), kwargs: symbol("kwargs"),
            caller: symbol("caller"), position: position)
    }

    func parseBlock(_ position: Position) throws -> Statement {
        let name = try expect(.name).text
        let isScoped = skipName("scoped")
        let isRequired = skipName("required")
        if current.kind == .sub {
            throw failure(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore "
                    + "instead.")
        }
        let before = references["loop"]
        let body = try inBlockFrame { try inLoop(false) { try parseBlockBody(until: "endblock").body } }
        // A block that is not scoped does not see the loop around it.
        if !isScoped { references["loop"] = before } else { references["loop", default: 0] += 1 }
        _ = skipName(name)
        if isRequired, !body.isBlank {
            throw failure("Required blocks can only contain comments or whitespace")
        }
        guard blocks[name] == nil else { throw failure("block '\(name)' defined twice", at: position) }
        let node = BlockNode(
            name, body, isScoped: isScoped, isRequired: isRequired,
            superSymbol: environment.symbols.symbol("super"), position: position)
        blocks[name] = node
        return node
    }

    // MARK: Other templates

    func parseInclude(_ position: Position) throws -> Statement {
        let template = try parseExpression()
        var ignoresMissing = false
        if current.isName("ignore"), next.isName("missing") {
            take()
            take()
            ignoresMissing = true
        }
        return IncludeNode(
            template, ignoresMissing: ignoresMissing, withContext: parseContext() ?? true, position: position)
    }

    func parseImport(_ position: Position, parser: String? = nil) throws -> Statement {
        let template = try parseExpression()
        try expectName("as")
        let target = try parseTarget(namesOnly: true)
        noteStore(target)
        return ImportNode(
            template, target, withContext: parseContext() ?? false, parser: parser, position: position)
    }

    func parseFromImport(_ position: Position) throws -> Statement {
        let template = try parseExpression()
        try expectName("import")
        var names: [FromImportNode.Name] = []
        var withContext: Bool?
        while true {
            if !names.isEmpty { try expect(.comma) }
            guard current.kind == .name else {
                try expect(.name)
                break
            }
            withContext = parseContext()
            if withContext != nil { break }
            let token = take()
            if token.text.hasPrefix("_") {
                throw failure("names starting with an underline can not be imported", at: token.position)
            }
            let alias = environment.symbols.symbol(skipName("as") ? try expect(.name).text : token.text)
            frame.uses.append(.store(alias))
            names.append(
                FromImportNode.Name(
                    name: token.text, nameSymbol: environment.symbols.symbol(token.text),
                    aliasSymbol: alias))
            withContext = parseContext()
            if withContext != nil || current.kind != .comma { break }
        }
        return FromImportNode(template, names, withContext: withContext ?? false, position: position)
    }

    /// `with context` or `without context`, if it is there.
    private func parseContext() -> Bool? {
        guard current.isName("with") || current.isName("without"), next.isName("context") else { return nil }
        let isWith = take().text == "with"
        take()
        return isWith
    }
}
