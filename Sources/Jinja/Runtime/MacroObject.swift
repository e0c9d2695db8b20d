/// A macro with the scope it was defined in.
final class MacroObject: DynamicObject {
    private let definition: MacroDefinition
    private let scope: Scope

    init(_ definition: MacroDefinition, _ scope: Scope) {
        self.definition = definition
        self.scope = scope
    }

    override var typeName: String { "Macro" }
    override var ownerName: String { "jinja2.runtime.Macro object" }
    override var text: String { "<Macro '\(definition.name)'>" }
    override var isCallable: Bool { true }

    override func attribute(_ name: String) throws -> Object? {
        switch name {
        case "name": .string(definition.name)
        case "arguments": .tuple(definition.parameters.map { .string($0.name) })
        case "catch_varargs": .bool(definition.varargs != nil)
        case "catch_kwargs": .bool(definition.kwargs != nil)
        case "caller": .bool(definition.caller != nil)
        default: nil
        }
    }

    override func call(_ arguments: CallArguments) throws -> Object {
        let render = scope.run.render
        try render.enter()
        defer { render.leave() }
        let inner = Scope(inside: scope)
        try bind(arguments, inner)
        return .string(try render.captured { _ = try definition.body.execute(inner, $0) })
    }

    private func bind(_ arguments: CallArguments, _ inner: Scope) throws {
        let parameters = definition.parameters
        let positional = arguments.positional
        var keywords = arguments.keywords
        for (index, parameter) in parameters.enumerated() {
            if index < positional.count {
                inner.set(parameter.symbol, positional[index])
            } else if let keyword = keywords.firstIndex(where: { $0.name == parameter.name }) {
                inner.set(parameter.symbol, keywords.remove(at: keyword).value)
            } else if let standard = parameter.standard {
                inner.set(parameter.symbol, try standard.evaluate(inner))
            } else {
                inner.set(parameter.symbol, .undefined("parameter '\(parameter.name)' was not provided"))
            }
        }
        if let symbol = definition.caller {
            let given = keywords.firstIndex { $0.name == "caller" }
            inner.set(symbol, given.map { keywords.remove(at: $0).value } ?? .undefined("No caller defined"))
        }
        let rest = positional.dropFirst(parameters.count)
        if let symbol = definition.kwargs {
            inner.set(symbol, .dict(DictObject(names: keywords.map { ($0.name, $0.value) })))
        } else if keywords.contains(where: { $0.name == "caller" }) {
            throw Failure(
                "macro '\(definition.name)' was invoked with two values for the special caller argument. "
                    + "This is most likely a bug.", hint: "the macro never calls 'caller()'")
        } else if let unknown = keywords.first {
            throw Failure(
                "macro '\(definition.name)' takes no keyword argument '\(unknown.name)'",
                hint: NearestHint.of(unknown.name, among: parameters.map(\.name)))
        }
        if let symbol = definition.varargs {
            inner.set(symbol, .tuple(Array(rest)))
        } else if !rest.isEmpty {
            throw Failure("macro '\(definition.name)' takes not more than \(parameters.count) argument(s)")
        }
    }
}
