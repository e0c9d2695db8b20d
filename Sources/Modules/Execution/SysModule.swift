import Execution
import Host
import Model
import Values

/// `sys.*`: what this minion can do.
enum SysModule {
    private static let selection: [Parameter] = [.variadic("args"), .keywords("kwargs")]

    static let functions: [ExecutionFunction] = [
        .init("sys.doc", "The documentation of functions and modules.", parameters: selection) { call, run in
            let catalogue = try MinionRun.current(run).engine.catalogue
            var texts: ValueMap = [:]
            for name in select(catalogue.functionNames, call) {
                if let function = catalogue.function(name) { texts[name.description] = .string(document(function)) }
            }
            return FunctionResult(.map(texts))
        },
        .init("sys.list_functions", "The names of the execution functions.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.strings(select(names, call).map(\.description)))
        },
        .init("sys.list_modules", "The names of the execution modules.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.strings(Set(select(names, call).map(\.module)).sorted()))
        },
        .init("sys.list_state_functions", "The names of the state functions.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.stateNames
            return FunctionResult(.strings(select(names, call).map(\.description)))
        },
        .init("sys.list_state_modules", "The names of the state modules.", parameters: selection) { call, run in
            let names = try MinionRun.current(run).engine.catalogue.stateNames
            return FunctionResult(.strings(Set(select(names, call).map(\.module)).sorted()))
        },
        .init("sys.argspec", "The parameters of functions.", parameters: selection) { call, run in
            let catalogue = try MinionRun.current(run).engine.catalogue
            var specifications: ValueMap = [:]
            for name in select(catalogue.functionNames, call) {
                if let function = catalogue.function(name) {
                    specifications[name.description] = specification(function)
                }
            }
            return FunctionResult(.map(specifications))
        },
    ]

    /// All names, or those that a module, a name or a glob among the arguments means.
    private static func select(_ names: [FunctionName], _ call: BoundArguments) -> [FunctionName] {
        let wanted = call.rest.compactMap(\.scalarText)
        guard !wanted.isEmpty else { return names }
        return names.filter { name in
            wanted.contains { $0 == name.module || $0 == name.description || Glob($0).matches(name.description) }
        }
    }

    private static func document(_ function: ExecutionFunction) -> String {
        let parameters = function.parameters.map { parameter in
            switch parameter.need {
            case .required: parameter.name
            case .optional(let standard): "\(parameter.name)=\(PythonText.repr(standard))"
            case .variadic: "*\(parameter.name)"
            case .keywords: "**\(parameter.name)"
            }
        }
        return "\(function.summary)\n\n    \(function.name)(\(parameters.joined(separator: ", ")))\n"
    }

    private static func specification(_ function: ExecutionFunction) -> Value {
        var names: [String] = []
        var defaults: [Value] = []
        var rest: Value = .null
        var keywords: Value = .null
        for parameter in function.parameters {
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
