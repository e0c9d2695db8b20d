import Values

/// Builds the executable nodes of a template from its tokens.
final class Parser {
    let tokens: [Token]
    var index = 0
    let file: String
    let environment: Environment
    /// Nesting of the node that was built last, see `limit`.
    var depth = 0
    /// Nesting of what is being parsed.
    var nesting = 0
    var tagStack: [String] = []
    /// Straight inside an `if`, without a tag in between that has variables of its own, an unknown filter or test is an
    /// error only when it is reached, as in Jinja.
    var isGuarded = false
    /// Whether there is a loop to break out of: not from a macro or a block inside of it.
    var isInLoop = false
    var endTags: [[String]] = []
    var blocks: [String: BlockNode] = [:]
    /// The part of the template that is being read, and those of blocks.
    var frame = VariableFrame()
    var blockFrames: [VariableFrame] = []
    /// How often each of the names that loops and macros provide was read, to tell bodies that never ask for one.
    var references = ["loop": 0, "varargs": 0, "kwargs": 0, "caller": 0]
    /// How often `loop` was assigned to.
    var loopAssignments = 0
    /// Unknown filters and tests of the current statement; those that an inline `if` guards are dropped again.
    var unknowns: [Failure] = []

    init(_ tokens: [Token], file: String, environment: Environment) {
        self.tokens = tokens
        self.file = file
        self.environment = environment
    }

    var current: Token { tokens[index] }
    var next: Token { tokens[min(index + 1, tokens.count - 1)] }

    @discardableResult
    func take() -> Token {
        let token = tokens[index]
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    func skip(_ kind: Token.Kind) -> Bool {
        guard current.kind == kind else { return false }
        take()
        return true
    }

    func skipName(_ name: String) -> Bool {
        guard current.isName(name) else { return false }
        take()
        return true
    }

    @discardableResult
    func expect(_ kind: Token.Kind) throws -> Token {
        guard current.kind == kind else {
            if current.kind == .end {
                throw failure("unexpected end of template, expected '\(kind.rawValue)'.")
            }
            throw failure("expected token '\(kind.rawValue)', got \(Representation.quoted(current.described))")
        }
        return take()
    }

    @discardableResult
    func expectName(_ name: String) throws -> Token {
        guard current.isName(name) else {
            if current.kind == .end { throw failure("unexpected end of template, expected '\(name)'.") }
            throw failure("expected token '\(name)', got \(Representation.quoted(current.described))")
        }
        return take()
    }

    func failure(_ message: String, at position: Position? = nil, hint: String? = nil) -> Failure {
        let place = position ?? current.position
        return Failure(
            message, kind: .syntax,
            at: SourceLocation(file: file, line: Int(place.line), column: Int(place.column)), hint: hint)
    }

    /// A mistake that Jinja does not see itself: its Python compiler does.
    func pythonFailure(_ message: String, at position: Position) -> Failure {
        var failure = failure(message, at: position)
        failure.kind = .runtime
        return failure
    }

    /// Runs `body` one level deeper; refuses a source that is nested beyond the limit.
    func nested<Result>(_ body: () throws -> Result) throws -> Result {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= environment.options.limits.sourceDepth else {
            throw failure(
                "the template is nested too deeply (more than \(environment.options.limits.sourceDepth) levels)")
        }
        return try body()
    }

    func guarded<Result>(_ isGuarded: Bool, _ body: () throws -> Result) rethrows -> Result {
        let before = self.isGuarded
        self.isGuarded = isGuarded
        defer { self.isGuarded = before }
        return try body()
    }

    /// Notes the depth of a node built over others of depth `inner`.
    func built<Node>(_ node: Node, over inner: Int) throws -> Node {
        depth = inner + 1
        guard depth <= environment.options.limits.sourceDepth * 4 else {
            throw failure(
                "the expression is too long: more than \(environment.options.limits.sourceDepth * 4) operations")
        }
        return node
    }

    static func parse(_ source: String, file: String, environment: Environment) throws -> CompiledTemplate {
        let tokens = try Lexer.tokens(of: source, file: file, options: environment.options)
        let parser = Parser(tokens, file: file, environment: environment)
        let body = try parser.parseBody(until: [])
        for frame in [parser.frame] + parser.blockFrames { frame.bind() }
        return CompiledTemplate(name: file, source: source, body: body, blocks: parser.blocks)
    }

    /// Statements until a tag of `ends` (left unread) or the end of the template.
    func parseBody(until ends: [String]) throws -> Body {
        try nested {
            if !ends.isEmpty { endTags.append(ends) }
            defer { if !ends.isEmpty { endTags.removeLast() } }
            var statements: [Statement] = []
            // A print takes the text before it along.
            var text: DataNode?
            while current.kind != .end {
                switch current.kind {
                case .data:
                    let token = take()
                    let data = DataNode(token.text, position: token.position)
                    statements.append(data)
                    text = data
                    continue
                case .variableBegin:
                    take()
                    let position = current.position
                    let expression = try parseTuple()
                    if let unknown = unknowns.first { throw unknown }
                    try expect(.variableEnd)
                    if text != nil { statements.removeLast() }
                    statements.append(PrintNode(expression, after: text, position: position))
                case .blockBegin:
                    take()
                    if current.kind == .name, ends.contains(current.text) { return Body(statements) }
                    statements.append(try parseStatement())
                    if let unknown = unknowns.first { throw unknown }
                    try expect(.blockEnd)
                default:
                    throw failure("unexpected \(Representation.quoted(current.described))")
                }
                text = nil
            }
            if !ends.isEmpty { throw unfinished(nil) }
            return Body(statements)
        }
    }

    /// The body of a tag: after its `%}` until one of `ends`, which is read up to its name.
    func parseBlockBody(until ends: String...) throws -> (body: Body, end: String) {
        _ = skip(.colon)
        try expect(.blockEnd)
        let isInIf = ends.contains("endif") || (isGuarded && ends.contains("endautoescape"))
        let body = try guarded(isInIf) { try parseBody(until: ends) }
        return (body, take().text)
    }

    /// The error for an unknown tag, or for the end of the template inside a block.
    func unfinished(_ tag: Token?) -> Failure {
        var message = tag.map { "Encountered unknown tag '\($0.text)'." } ?? "Unexpected end of template."
        if let looking = endTags.last {
            let wanted = looking.map { "'\($0)'" }.joined(separator: " or ")
            if let tag, endTags.contains(where: { $0.contains(tag.text) }) {
                message +=
                    " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for \(wanted)."
            } else {
                message += " Jinja was looking for the following tags: \(wanted)."
            }
        }
        if let innermost = tagStack.last {
            message += " The innermost block that needs to be closed is '\(innermost)'."
        }
        let hint = tag.flatMap { NearestHint.of($0.text, among: Self.tagNames + (endTags.last ?? [])) }
        return failure(message, at: tag?.position, hint: hint)
    }
}
