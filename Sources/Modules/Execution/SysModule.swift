import Compiler
import Execution
import Host
import Model
import Values

/// `sys.*`: what this minion can do.
enum SysModule {
    private static let selection: [Parameter] = [.variadic("args"), .keywords("kwargs")]

    static let functions: [ExecutionFunction] = ofFunctions + ofStates + ofOthers

    private static let ofFunctions: [ExecutionFunction] = [
        .init("sys.doc", "The documentation of functions and modules.", parameters: selection) { call, run in
            let catalogue = try MinionRun.current(run).engine.catalogue
            var texts: ValueMap = [:]
            for name in select(catalogue.functionNames, call) {
                if let function = catalogue.function(name) {
                    texts[name.description] = .string(document(name, function.summary, function.parameters))
                }
            }
            return FunctionResult(.map(texts))
        },
        .init("sys.list_functions", "The names of the execution functions.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.strings(select(names, call).map(\.description)))
        },
        .init("sys.list_modules", "The names of the execution modules.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.strings(matching(Set(names.map(\.module)), call)))
        },
        .init("sys.argspec", "The parameters of functions.", parameters: selection) { call, run in
            let catalogue = try MinionRun.current(run).engine.catalogue
            var specifications: ValueMap = [:]
            for name in select(catalogue.functionNames, call) {
                if let function = catalogue.function(name) {
                    specifications[name.description] = specification(function.parameters)
                }
            }
            return FunctionResult(.map(specifications))
        },
    ]

    private static let ofStates: [ExecutionFunction] = [
        .init("sys.list_state_functions", "The names of the state functions.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.stateNames
            return FunctionResult(.strings(select(names, call).map(\.description)))
        },
        .init("sys.list_state_modules", "The names of the state modules.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.stateNames
            return FunctionResult(.strings(matching(Set(names.map(\.module)), call)))
        },
        .init("sys.state_doc", "The documentation of state functions and modules.", parameters: [.variadic("args")]) {
            call, run in
            FunctionResult(
                try states(call, run) { .string(document($0.name, $0.summary + ".", $0.parameters())) })
        },
        .init("sys.state_argspec", "The parameters of state functions.", parameters: [.variadic("args")]) { call, run in
            FunctionResult(try states(call, run) { specification($0.parameters()) })
        },
    ]

    private static let ofOthers: [ExecutionFunction] = [
        .init("sys.list_renderers", "The names of the renderers.", parameters: [.variadic("args")]) { call, _ in
            FunctionResult(.strings(matching(Set(RendererPipe.names), call)))
        },
        .init("sys.reload_modules", "Nothing to reload: modules are part of the program.") { _, _ in
            FunctionResult(.null)
        },
    ]

    /// What there is to say of each state function that the arguments mean.
    private static func states(
        _ call: BoundArguments, _ run: RunContext, _ body: (AnyStateFunction) -> Value
    ) throws -> Value {
        let catalogue = try MinionRun.current(run).engine.catalogue
        let functions = select(catalogue.stateNames, call).compactMap(catalogue.state)
        return .map(ValueMap(functions.map { (.string($0.name.description), body($0)) }))
    }

    /// All names, or those that a glob among the arguments means.
    private static func matching(_ names: Set<String>, _ call: BoundArguments) -> [String] {
        let wanted = call.rest.compactMap(\.scalarText).map { Glob($0) }
        return names.filter { name in wanted.isEmpty || wanted.contains { $0.matches(name) } }.sorted()
    }

    /// All names, or those that a module, a name or a glob among the arguments means.
    private static func select(_ names: [FunctionName], _ call: BoundArguments) -> [FunctionName] {
        let wanted = call.rest.compactMap(\.scalarText)
        guard !wanted.isEmpty else { return names }
        return names.filter { name in
            wanted.contains { $0 == name.module || $0 == name.description || Glob($0).matches(name.description) }
        }
    }

    private static func document(_ name: FunctionName, _ summary: String, _ parameters: [Parameter]) -> String {
        let all = parameters.map { parameter in
            switch parameter.need {
            case .required: parameter.name
            case .optional(let standard): "\(parameter.name)=\(PythonText.repr(standard))"
            case .variadic: "*\(parameter.name)"
            case .keywords: "**\(parameter.name)"
            }
        }
        return "\(summary)\n\n    \(name)(\(all.joined(separator: ", ")))\n"
    }

    private static func specification(_ parameters: [Parameter]) -> Value {
        var names: [String] = []
        var defaults: [Value] = []
        var rest: Value = .null
        var keywords: Value = .null
        for parameter in parameters {
            switch parameter.need {
            case .required: names.append(parameter.name)
            case .optional(let standard):
                names.append(parameter.name)
                defaults.append(standard)
            case .variadic: rest = true
            case .keywords: keywords = true
            }
        }
        return [
            "args": names.isEmpty ? .null : .strings(names), "defaults": defaults.isEmpty ? .null : .list(defaults),
            "varargs": rest,
            "kwargs": keywords,
        ]
    }
}
