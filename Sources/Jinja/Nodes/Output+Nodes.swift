/// Text between tags.
final class DataNode: Statement {
    private let bytes: [UInt8]
    private let line: Int32

    init(_ text: String, position: Position) {
        bytes = Array(text.utf8)
        line = position.line
    }

    var isBlank: Bool { bytes.allSatisfy { $0 == 32 || ($0 >= 9 && $0 <= 13) } }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        if scope.isSilent(output) { return .normal }
        try output.write(bytes, file: scope.unit.file, line: line)
        return .normal
    }
}

/// `{{ expression }}`.
final class PrintNode: Statement {
    private let expression: Expression
    private let position: Position

    init(_ expression: Expression, position: Position) {
        self.expression = expression
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        if scope.isSilent(output) { return .normal }
        do {
            if let place = expression.place(scope), case .string(let text) = place.pointee.value {
                try output.write(text, file: scope.unit.file, line: position.line)
                return .normal
            }
            switch try expression.evaluate(scope) {
            case .string(let text): try output.write(text, file: scope.unit.file, line: position.line)
            case .int(let value): try output.write(value, file: scope.unit.file, line: position.line)
            case let object:
                let quotes = scope.run.render.printsControlCharactersQuoted
                try output.write(
                    printed: try Representation.printed(object, quotingControlCharacters: quotes),
                    file: scope.unit.file, line: position.line)
            }
        } catch {
            throw scope.located(error, position)
        }
        return .normal
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
            var value = Object.string(try body.text(Scope(inside: scope)))
            for filter in filters { value = try filter.apply(to: value, scope) }
            try output.write(
                try Representation.string(value), file: scope.unit.file, line: position.line)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
