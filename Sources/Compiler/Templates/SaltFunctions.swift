import Jinja
import Values

/// The `salt` of templates: functions that are built in, and those of the rendering host.
struct SaltFunctions: Sendable {
    let scope: TemplateScope
    let locator: SLSLocator

    /// The functions as a file of `environment` sees them.
    func of(_ environment: String) -> any FunctionNamespace {
        var table: [String: BuiltinFunction] = [:]
        for some in [
            PillarFunctions(scope: scope).all, GrainFunctions(scope: scope).all, ConfigFunctions(scope: scope).all,
            MatchFunctions(scope: scope).all, MergeFunctions.all, PathFunctions.all, LogFunctions.all,
            FileServerFunctions(locator: locator, environment: environment).all,
        ] { table.merge(some) { first, _ in first } }
        return Namespace(table: table, host: scope.host, hostNames: scope.host.functionNames)
    }

    private struct Namespace: FunctionNamespace {
        let table: [String: BuiltinFunction]
        let host: any TemplateHost
        let hostNames: Set<String>

        var names: [String] { Array(table.keys) + Array(InPlaceFunctions.all.keys) + Array(hostNames) }

        func function(named name: String) -> ContextValue? {
            if let native = InPlaceFunctions.all[name] { return .native(native) }
            if let builtin = table[name] {
                return .function { arguments, keywords in
                    try builtin.call(name, arguments, keywords)
                }
            }
            guard hostNames.contains(name) else { return nil }
            return .function { [host] arguments, keywords in
                try host.call(name, arguments: arguments, keywords: keywords)
            }
        }
    }
}

/// A function over data that the template engine itself has.
struct BuiltinFunction: Sendable {
    let parameters: [String]
    let body: @Sendable (BuiltinArguments) throws -> Value

    init(_ parameters: String..., body: @escaping @Sendable (BuiltinArguments) throws -> Value) {
        self.parameters = parameters
        self.body = body
    }

    func call(_ name: String, _ arguments: [Value], _ keywords: ValueMap) throws -> Value {
        try body(BuiltinArguments(name, parameters, arguments, keywords))
    }
}

/// Arguments by the names of the parameters. Keywords without a parameter are kept apart, as `**kwargs` are.
struct BuiltinArguments {
    let function: String
    private var given: [String: Value] = [:]
    private(set) var others = ValueMap()

    init(_ function: String, _ parameters: [String], _ arguments: [Value], _ keywords: ValueMap) throws {
        self.function = function
        guard arguments.count <= parameters.count else {
            throw Failure(
                "\(function) takes at most \(parameters.count) arguments (\(arguments.count) given)",
                kind: .hostFunction)
        }
        for (name, value) in zip(parameters, arguments) { given[name] = value }
        for (key, value) in keywords {
            let name = key.scalarText ?? ""
            if parameters.contains(name) { given[name] = value } else { others[name] = value }
        }
    }

    subscript(_ name: String) -> Value? { given[name] }

    /// All that belong to parameters.
    var named: ValueMap { ValueMap(given.sorted { $0.key < $1.key }.map { (.string($0.key), $0.value) }) }

    func text(_ name: String, default standard: String = "") -> String { given[name]?.scalarText ?? standard }

    func flag(_ name: String) -> Bool { given[name]?.isTruthy ?? false }

    func map(_ name: String) throws -> ValueMap {
        switch given[name] {
        case nil, .null: return [:]
        case .map(let map): return map
        case .some(let other):
            throw Failure("\(function): '\(name)' must be a dictionary, not \(other.kindName)", kind: .hostFunction)
        }
    }

    func required(_ name: String) throws -> Value {
        guard let value = given[name] else {
            throw Failure("\(function) needs the argument '\(name)'", kind: .hostFunction)
        }
        return value
    }
}
