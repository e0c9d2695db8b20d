/// Text between tags.
final class DataNode: Statement {
    let bytes: [UInt8]
    let line: Int32

    init(_ text: String, position: Position) {
        bytes = Array(text.utf8)
        line = position.line
    }

    var isBlank: Bool { bytes.allSatisfy { $0 == 32 || ($0 >= 9 && $0 <= 13) } }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        if !scope.isSilent(output) { try output.write(bytes, file: scope.unit.file, line: line) }
        return .normal
    }
}

/// `{{ expression }}`, together with the text before it: templates are made of such pairs.
final class PrintNode: Statement {
    private let before: [UInt8]
    private let lineBefore: Int32
    private let expression: Expression
    /// The expression where it is a variable.
    private let name: NameNode?
    private let position: Position

    init(_ expression: Expression, after text: DataNode? = nil, position: Position) {
        before = text?.bytes ?? []
        lineBefore = text?.line ?? 0
        self.expression = expression
        name = expression as? NameNode
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        if scope.isSilent(output) { return .normal }
        if lineBefore > 0 { try output.write(before, file: scope.unit.file, line: lineBefore) }
        do {
            if let place = name?.variable(scope) {
                switch place.pointee.value {
                case .string(let text): try output.write(text, file: scope.unit.file, line: position.line)
                case .int(let value): try output.write(value, file: scope.unit.file, line: position.line)
                case let object: try write(object, scope, output)
                }
                return .normal
            }
            switch try expression.evaluate(scope) {
            case .string(let text): try output.write(text, file: scope.unit.file, line: position.line)
            case .int(let value): try output.write(value, file: scope.unit.file, line: position.line)
            case let object: try write(object, scope, output)
            }
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }

    private func write(_ object: Object, _ scope: Scope, _ output: Output) throws {
        let render = scope.run.render
        var bytes = render.takeScratch()
        defer { render.giveBack(&bytes) }
        try Representation.print(
            object, quotingControlCharacters: render.printsControlCharactersQuoted, into: &bytes)
        try output.write(printed: bytes, file: scope.unit.file, line: position.line)
    }
}

/// `do`: evaluates and prints nothing.
final class DoNode: Statement {
    private let expression: Expression
    private let position: Position

    init(_ expression: Expression, position: Position) {
        self.expression = expression
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do { _ = try expression.evaluate(scope) } catch { throw scope.located(error, position) }
        return .normal
    }
}

/// `filter name(...)` … `endfilter`.
final class FilterBlockNode: Statement {
    private let filters: [FilterCall]
    private let body: Body
    private let position: Position

    init(_ filters: [FilterCall], _ body: Body, position: Position) {
        self.filters = filters
        self.body = body
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let (text, flow) = try body.text(in: Scope(inside: scope))
            if flow != .normal { return flow }
            var value = Object.string(text)
            for filter in filters { value = try filter.apply(to: value, scope) }
            try output.write(
                try Representation.string(value), file: scope.unit.file, line: position.line)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
