import Values

extension Parser {
    func parseExpression(allowsConditional: Bool = true) throws -> Expression {
        try nested { allowsConditional ? try parseConditional() : try parseBinary(0) }
    }

    private func parseConditional() throws -> Expression {
        var position = current.position
        let known = unknowns.count
        var expression = try parseBinary(0)
        while skipName("if") {
            var inner = depth
            let condition = try parseBinary(0)
            inner = max(inner, depth)
            var otherwise: Expression?
            if skipName("else") {
                otherwise = try nested { try parseConditional() }
                inner = max(inner, depth)
            }
            unknowns.removeLast(unknowns.count - known)
            expression = try built(ConditionalNode(condition, expression, otherwise, position: position), over: inner)
            position = current.position
        }
        return expression
    }

    /// Levels: 0 or, 1 and, 2 not, 3 comparison, 4 + -, 5 ~, 6 * / // %, 7 **.
    private func parseBinary(_ level: Int) throws -> Expression {
        switch level {
        case 2: return try parseNot()
        case 3: return try parseComparison()
        case 5: return try parseConcatenation()
        case 8: return try parseUnary()
        default: break
        }
        let position = current.position
        // From `or` and `and` straight down while there is nothing of theirs: fewer frames per parenthesis.
        var left = level == 0 ? try parseBinary(1) : level == 1 ? try parseNot() : try parseBinary(level + 1)
        while let make = binaryOperator(level, position) {
            let inner = depth
            take()
            let right = level == 1 ? try parseNot() : try parseBinary(level + 1)
            left = try built(make(left, right), over: max(inner, depth))
        }
        return left
    }

    private func binaryOperator(_ level: Int, _ position: Position)
        -> ((Expression, Expression) -> Expression)?
    {
        let token = current
        func arithmetic(_ operation: Operators.Binary) -> (Expression, Expression) -> Expression {
            { BinaryNode(operation, $0, $1, position: token.position) }
        }
        switch (level, token.kind) {
        case (0, .name) where token.text == "or": return { LogicalNode($0, $1, isAnd: false, position: position) }
        case (1, .name) where token.text == "and": return { LogicalNode($0, $1, isAnd: true, position: position) }
        case (4, .add): return arithmetic(.add)
        case (4, .sub): return arithmetic(.subtract)
        case (6, .mul): return arithmetic(.multiply)
        case (6, .div): return arithmetic(.divide)
        case (6, .floorDiv): return arithmetic(.floorDivide)
        case (6, .mod): return arithmetic(.modulo)
        case (7, .pow): return arithmetic(.power)
        default: return nil
        }
    }

    private func parseNot() throws -> Expression {
        guard current.isName("not") else { return try parseComparison() }
        let position = take().position
        return try nested { try built(NotNode(try parseNot(), position: position), over: depth) }
    }

    private func parseComparison() throws -> Expression {
        let position = current.position
        let first = try parseBinary(4)
        var inner = depth
        var operands: [CompareNode.Operand] = []
        while let operation = takeComparison() {
            operands.append(CompareNode.Operand(operation: operation, expression: try parseBinary(4)))
            inner = max(inner, depth)
        }
        depth = inner
        if operands.isEmpty { return first }
        let node = MembershipNode(first, operands, position: position)
        return try built(node ?? CompareNode(first, operands, position: position), over: inner)
    }

    private func takeComparison() -> CompareNode.Operation? {
        let operation: CompareNode.Operation
        switch current.kind {
        case .equal: operation = .equal
        case .notEqual: operation = .notEqual
        case .less: operation = .less
        case .lessEqual: operation = .lessEqual
        case .greater: operation = .greater
        case .greaterEqual: operation = .greaterEqual
        case .name where current.text == "in": operation = .isIn
        case .name where current.text == "not" && next.isName("in"):
            take()
            operation = .isNotIn
        default: return nil
        }
        take()
        return operation
    }

    private func parseConcatenation() throws -> Expression {
        let position = current.position
        var parts = [try parseBinary(6)]
        var inner = depth
        while skip(.tilde) {
            parts.append(try parseBinary(6))
            inner = max(inner, depth)
        }
        depth = inner
        return parts.count == 1 ? parts[0] : try built(ConcatenateNode(parts, position: position), over: inner)
    }

    private func parseUnary(withFilters: Bool = true) throws -> Expression {
        let token = current
        var expression: Expression
        if token.kind == .sub || token.kind == .add {
            take()
            let isNegative = token.kind == .sub
            expression = try nested {
                try built(
                    SignNode(try parseUnary(withFilters: false), isNegative: isNegative, position: token.position),
                    over: depth)
            }
        } else {
            expression = try parsePrimary()
        }
        expression = try parsePostfix(expression)
        return withFilters ? try parseFilters(expression) : expression
    }

    func parsePrimary() throws -> Expression {
        let token = current
        depth = 1
        switch token.kind {
        case .name:
            take()
            switch token.text {
            case "true", "True": return ConstantNode(.bool(true), position: token.position)
            case "false", "False": return ConstantNode(.bool(false), position: token.position)
            case "none", "None": return ConstantNode(.null, position: token.position)
            default:
                if references[token.text] != nil { references[token.text, default: 0] += 1 }
                let name = NameNode(environment.symbols.symbol(token.text), token.text, position: token.position)
                frame.uses.append(.load(name))
                return name
            }
        case .string:
            var text = take().text
            while current.kind == .string { text += take().text }
            return ConstantNode(.string(text), position: token.position)
        case .integer:
            take()
            guard let value = Int(token.text) else {
                throw failure("the integer \(token.text) is too large", at: token.position)
            }
            return ConstantNode(.int(value), position: token.position)
        case .float:
            take()
            return ConstantNode(.double(Double(token.text) ?? .infinity), position: token.position)
        case .leftParen:
            take()
            let expression = try nested { try parseTuple(inParentheses: true) }
            try expect(.rightParen)
            return expression
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseDict()
        default: throw failure("unexpected \(Representation.quoted(token.described))")
        }
    }

    /// One expression, or a tuple where there is a comma.
    func parseTuple(allowsConditional: Bool = true, until end: String? = nil, inParentheses: Bool = false) throws
        -> Expression
    {
        let position = current.position
        var items: [Expression] = []
        var isTuple = false
        var inner = 0
        while true {
            if !items.isEmpty { try expect(.comma) }
            if [.variableEnd, .blockEnd, .rightParen].contains(current.kind) { break }
            if let end, current.isName(end) { break }
            items.append(try parseExpression(allowsConditional: allowsConditional))
            inner = max(inner, depth)
            guard current.kind == .comma else { break }
            isTuple = true
        }
        if !isTuple {
            if let only = items.first { return only }
            guard inParentheses else {
                throw failure("Expected an expression, got \(Representation.quoted(current.described))")
            }
        }
        return try built(SequenceNode(items, isTuple: true, position: position), over: inner)
    }

    private func parseList() throws -> Expression {
        let position = try expect(.leftBracket).position
        var items: [Expression] = []
        var inner = 0
        while current.kind != .rightBracket {
            if !items.isEmpty { try expect(.comma) }
            if current.kind == .rightBracket { break }
            items.append(try parseExpression())
            inner = max(inner, depth)
        }
        try expect(.rightBracket)
        return try built(SequenceNode(items, isTuple: false, position: position), over: inner)
    }

    private func parseDict() throws -> Expression {
        let position = try expect(.leftBrace).position
        var pairs: [DictNode.Pair] = []
        var inner = 0
        while current.kind != .rightBrace {
            if !pairs.isEmpty { try expect(.comma) }
            if current.kind == .rightBrace { break }
            let key = try parseExpression()
            inner = max(inner, depth)
            try expect(.colon)
            pairs.append(DictNode.Pair(key: key, value: try parseExpression()))
            inner = max(inner, depth)
        }
        try expect(.rightBrace)
        return try built(DictNode(pairs, position: position), over: inner)
    }
}
