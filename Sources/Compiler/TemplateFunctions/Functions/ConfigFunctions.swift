import Jinja
import Values

/// `config.*`: one look-up over configuration, grains and pillar.
struct ConfigFunctions {
    let scope: TemplateScope

    var all: [String: BuiltinFunction] {
        let sources = [
            scope.options, scope.grains, scope.pillar, scope.pillar["master"]?.map ?? [:],
        ].map(Value.map)
        let names = ["omit_opts", "omit_grains", "omit_pillar", "omit_master"]
        return [
            "config.get": BuiltinFunction(
                "key", "default", "delimiter", "merge", "omit_opts", "omit_grains", "omit_pillar", "omit_master"
            ) { arguments in
                let key = arguments.text("key")
                let delimiter = arguments.text("delimiter", default: ":")
                let used = zip(names, sources).filter { !arguments.flag($0.0) }.map(\.1)
                let found: Value?
                switch arguments["merge"] ?? .null {
                case "recurse": found = Self.merged(used, .recurse).value(at: key, delimiter: delimiter)
                case "overwrite": found = Self.merged(used, .overwrite).value(at: key, delimiter: delimiter)
                case .null, "", .bool(false):
                    found = used.lazy.compactMap { $0.value(at: key, delimiter: delimiter) }.first
                case let other:
                    throw Failure(
                        "config.get: unknown merge strategy '\(other.scalarText ?? other.kindName)'",
                        kind: .hostFunction,
                        hint: "use 'recurse' or 'overwrite'")
                }
                return found ?? arguments["default"] ?? ""
            },
            "config.option": BuiltinFunction("value", "default") { arguments in
                let key = arguments.text("value")
                return sources.lazy.compactMap { $0.map?[key] }.first ?? arguments["default"] ?? ""
            },
        ]
    }

    /// The weakest source first, so that the configuration wins.
    private static func merged(_ sources: [Value], _ strategy: MergeStrategy) -> Value {
        .map(sources.reversed().reduce(ValueMap()) { $0.merged(with: $1.map ?? [:], strategy: strategy) })
    }
}
