import Jinja
import Values

/// Reads an expression by the binding power of its operators, as the specification's own parser does.
struct JMESPathParser {
    private let tokens: [JMESPathToken]
    private var next = 0
    private var depth = 0
    private static let deepest = 100
    private static let projectionStop = 10

    static func parse(_ text: String) throws -> JMESPathNode {
        var parser = JMESPathParser(tokens: try JMESPathLexer.tokens(of: text))
        let node = try parser.expression(0)
        guard parser.current.kind == .end else { throw parser.unexpected(parser.current) }
        return node
    }

    private init(tokens: [JMESPathToken]) { self.tokens = tokens }

    private static func power(_ kind: JMESPathToken.Kind) -> Int {
        switch kind {
        case .pipe: 1
        case .or: 2
        case .and: 3
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 5
        case .flatten: 9
        case .star: 20
        case .filter: 21
        case .dot: 40
        case .not: 45
        case .leftBrace: 50
        case .leftBracket: 55
        case .leftParen: 60
        default: 0
        }
    }

    private var current: JMESPathToken { tokens[min(next, tokens.count - 1)] }
    private var following: JMESPathToken { tokens[min(next + 1, tokens.count - 1)] }

    @discardableResult
    private mutating func take() -> JMESPathToken {
        defer { next += 1 }
        return current
    }

    private mutating func expect(_ kind: JMESPathToken.Kind) throws {
        guard current.kind == kind else { throw unexpected(current) }
        take()
    }

    private func unexpected(_ token: JMESPathToken) -> Failure {
        if token.kind == .end { return Failure("the JMESPath expression ends too early") }
        return Failure(
            "unexpected '\(token.value.scalarText ?? "literal")' at position \(token.place + 1) of the JMESPath expression"
        )
    }

    private mutating func expression(_ power: Int) throws -> JMESPathNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Failure("the JMESPath expression is nested too deeply", kind: .limit) }
        var left = try prefix()
        while power < Self.power(current.kind) { left = try infix(left) }
        return left
    }

    // MARK: What begins an expression

    private mutating func prefix() throws -> JMESPathNode {
        let token = take()
        switch token.kind {
        case .literal: return .literal(token.value)
        case .identifier: return .field(token.value.string ?? "")
        case .quotedIdentifier:
            guard current.kind != .leftParen else { throw unexpected(current) }
            return .field(token.value.string ?? "")
        case .star:
            let isLast = current.kind == .rightBracket
            return .valueProjection(.current, isLast ? .current : try projected(.star))
        case .filter: return try filter(.current)
        case .leftBrace: return try hash()
        case .leftParen:
            let inner = try expression(0)
            try expect(.rightParen)
            return inner
        case .flatten: return .projection(.flatten(.current), try projected(.flatten))
        case .not: return .not(try expression(Self.power(.not)))
        case .leftBracket: return try bracket()
        case .current: return .current
        case .reference: return .reference(try expression(0))
        default: throw unexpected(token)
        }
    }

    private mutating func bracket() throws -> JMESPathNode {
        if current.kind == .number || current.kind == .colon { return try index(of: .current) }
        if current.kind == .star, following.kind == .rightBracket {
            take()
            take()
            return .projection(.current, try projected(.star))
        }
        return try list()
    }

    private mutating func list() throws -> JMESPathNode {
        var nodes = [try expression(0)]
        while current.kind != .rightBracket {
            try expect(.comma)
            nodes.append(try expression(0))
        }
        take()
        return .list(nodes)
    }

    private mutating func hash() throws -> JMESPathNode {
        var pairs: [JMESPathNode.Pair] = []
        while true {
            let key = take()
            guard key.kind == .identifier || key.kind == .quotedIdentifier else { throw unexpected(key) }
            try expect(.colon)
            pairs.append(JMESPathNode.Pair(key: key.value.string ?? "", node: try expression(0)))
            if current.kind == .rightBrace {
                take()
                return .hash(pairs)
            }
            try expect(.comma)
        }
    }

    // MARK: What continues one

    private mutating func infix(_ left: JMESPathNode) throws -> JMESPathNode {
        let token = take()
        switch token.kind {
        case .dot:
            guard current.kind == .star else { return left.followed(by: try afterDot()) }
            take()
            return .valueProjection(left, try projected(.dot))
        case .pipe: return left.followed(by: try expression(Self.power(.pipe)))
        case .or: return .or(left, try expression(Self.power(.or)))
        case .and: return .and(left, try expression(Self.power(.and)))
        case .equal: return .comparison(.equal, left, try expression(5))
        case .notEqual: return .comparison(.notEqual, left, try expression(5))
        case .less: return .comparison(.less, left, try expression(5))
        case .lessOrEqual: return .comparison(.lessOrEqual, left, try expression(5))
        case .greater: return .comparison(.greater, left, try expression(5))
        case .greaterOrEqual: return .comparison(.greaterOrEqual, left, try expression(5))
        case .filter: return try filter(left)
        case .flatten: return .projection(.flatten(left), try projected(.flatten))
        case .leftParen: return try call(left, token)
        case .leftBracket:
            if current.kind == .number || current.kind == .colon { return try index(of: left) }
            try expect(.star)
            try expect(.rightBracket)
            return .projection(left, try projected(.star))
        default: throw unexpected(token)
        }
    }

    private mutating func call(_ left: JMESPathNode, _ token: JMESPathToken) throws -> JMESPathNode {
        guard case .field(let name) = left else { throw unexpected(token) }
        var arguments: [JMESPathNode] = []
        while current.kind != .rightParen {
            arguments.append(try expression(0))
            if current.kind == .comma { take() }
        }
        take()
        return .function(name, arguments)
    }

    private mutating func filter(_ left: JMESPathNode) throws -> JMESPathNode {
        let condition = try expression(0)
        try expect(.rightBracket)
        let right = current.kind == .flatten ? .current : try projected(.filter)
        return .filterProjection(left, right, condition: condition)
    }

    /// `[0]`, or `[start:stop:step]`, which projects.
    private mutating func index(of left: JMESPathNode) throws -> JMESPathNode {
        if current.kind != .colon, following.kind != .colon {
            guard let index = take().value.int else { throw unexpected(current) }
            try expect(.rightBracket)
            return left.followed(by: .index(index))
        }
        var parts: [Int?] = [nil, nil, nil]
        var part = 0
        while current.kind != .rightBracket {
            let token = take()
            switch token.kind {
            case .colon where part < 2: part += 1
            case .number: parts[part] = token.value.int
            default: throw unexpected(token)
            }
        }
        take()
        let slice = JMESPathNode.slice(start: parts[0], stop: parts[1], step: parts[2])
        return .projection(left.followed(by: slice), try projected(.star))
    }

    /// What is done with each item of a projection.
    private mutating func projected(_ kind: JMESPathToken.Kind) throws -> JMESPathNode {
        if Self.power(current.kind) < Self.projectionStop { return .current }
        switch current.kind {
        case .leftBracket, .filter: return try expression(Self.power(kind))
        case .dot:
            take()
            return try afterDot(Self.power(kind))
        default: throw unexpected(current)
        }
    }

    private mutating func afterDot(_ power: Int = 40) throws -> JMESPathNode {
        switch current.kind {
        case .identifier, .quotedIdentifier, .star: return try expression(power)
        case .leftBracket:
            take()
            return try list()
        case .leftBrace:
            take()
            return try hash()
        default: throw unexpected(current)
        }
    }
}
