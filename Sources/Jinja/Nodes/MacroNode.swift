/// One parameter of a macro, with its default.
struct MacroParameter {
    let name: String
    let symbol: Int
    let standard: Expression?
}

/// A macro or the body of a `call` block, as written.
final class MacroDefinition {
    let name: String
    let parameters: [MacroParameter]
    let body: Body
    /// Symbols of the special names that the body asks for; nil where it doesn't.
    let varargs: Int?
    let kwargs: Int?
    let caller: Int?
    let position: Position

    init(
        name: String, parameters: [MacroParameter], body: Body, varargs: Int?, kwargs: Int?, caller: Int?,
        position: Position
    ) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.varargs = varargs
        self.kwargs = kwargs
        self.caller = caller
        self.position = position
    }
}

/// `macro name(...)` … `endmacro`.
final class MacroNode: Statement {
    private let definition: MacroDefinition
    private let symbol: Int

    init(_ definition: MacroDefinition, symbol: Int, position: Position) {
        self.definition = definition
        self.symbol = symbol
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        // The macro keeps the scope that keeps the macro: the render undoes that when it ends.
        scope.run.render.keep(scope)
        scope.set(symbol, .dynamic(MacroObject(definition, scope)))
        return .normal
    }
}

/// `call(...) macro(...)` … `endcall`.
final class CallBlockNode: Statement {
    private let call: CallNode
    private let definition: MacroDefinition
    private let position: Position

    init(_ call: CallNode, _ definition: MacroDefinition, position: Position) {
        self.call = call
        self.definition = definition
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let caller = Object.dynamic(MacroObject(definition, scope))
            let value = try call.call(scope, caller: caller)
            try output.write(
                try Representation.string(value), file: scope.unit.file, line: position.line)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
