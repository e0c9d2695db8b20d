import Execution
import Model
import Values

/// `config.*`: one look-up through configuration, grains and pillar.
enum ConfigModule {
    static let functions: [ExecutionFunction] = [
        .init(
            "config.get", "The first of configuration, grains and pillar that has a path; or the default.",
            parameters: [
                .required("key"), .optional("default", ""), .optional("delimiter", ":"), .optional("merge"),
                .optional("omit_opts", false), .optional("omit_pillar", false), .optional("omit_master", false),
                .optional("omit_grains", false),
            ]
        ) { call, run in
            FunctionResult(try get(call, run))
        },
        .init(
            "config.option", "The first of configuration, grains and pillar that has a key.",
            parameters: [.required("value"), .optional("default", ""), .keywords("kwargs")]
        ) { call, run in
            let key = try call.text("value")
            return FunctionResult(run.options[key] ?? run.grains[key] ?? run.pillar[key] ?? call["default"])
        },
        .init("config.items", "The configuration of this minion.") { _, run in FunctionResult(.map(run.options)) },
    ]

    private static func get(_ call: BoundArguments, _ run: RunContext) throws -> Value {
        let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
        // In the order of their weight, the heaviest first.
        var layers: [Value] = []
        if try !call.flag("omit_opts") { layers.append(.map(run.options)) }
        if try !call.flag("omit_grains") { layers.append(.map(run.grains)) }
        if try !call.flag("omit_pillar") { layers.append(.map(run.pillar)) }
        let found = layers.compactMap { $0.value(at: path) }
        guard let strategy = try call.optionalText("merge") else { return found.first ?? call["default"] }
        guard strategy == "recurse" || strategy == "overwrite" else {
            throw Diagnostic("unknown merge strategy '\(strategy)'", hint: "known are recurse and overwrite")
        }
        let base = call["default"].map.map(Value.map)
        let ordered = (base.map { [$0] } ?? []) + found.reversed()
        guard !found.isEmpty, ordered.allSatisfy({ $0.map != nil }) else { return found.first ?? call["default"] }
        return ordered.dropFirst().reduce(ordered[0]) { result, layer in
            if strategy == "recurse" { return result.merged(with: layer) }
            guard let a = result.map, let b = layer.map else { return layer }
            return .map(a.merged(with: b, strategy: .overwrite))
        }
    }
}
