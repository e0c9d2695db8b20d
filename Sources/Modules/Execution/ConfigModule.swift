import Execution
import Host
import Model
import Values

/// `config.*`: one look-up through configuration, grains and pillar.
enum ConfigModule {
    /// What Salt has for settings that nobody gives.
    private static let defaults: ValueMap = ["test.foo": "unconfigured"]

    private static let omissions: [Parameter] = [
        .optional("omit_opts", false), .optional("omit_grains", false), .optional("omit_pillar", false),
        .optional("omit_master", false),
    ]

    static let functions: [ExecutionFunction] = [
        .init(
            "config.get", "The first of configuration, grains and pillar that has a path; or the default.",
            parameters: [
                .required("key"), .optional("default", ""), .optional("delimiter", ":"), .optional("merge"),
                .optional("omit_opts", false), .optional("omit_pillar", false), .optional("omit_master", false),
                .optional("omit_grains", false),
            ]
        ) { call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            let found =
                call["merge"].isNull
                ? layers(of: run, without: call).lazy.compactMap { Value.map($0).value(at: path) }.first
                : merged(path, try call.text("merge"), run)
            return FunctionResult(found ?? call["default"])
        },
        .init(
            "config.option", "The first of configuration, grains and pillar that has a key; with wildcard all of them.",
            parameters: [.required("value"), .optional("default")] + omissions
                + [.optional("omit_all", false), .optional("wildcard", false)]
        ) { call, run in
            let layers = call["omit_all"].isTruthy ? [defaults] : layers(of: run, without: call)
            let key = try call.text("value")
            if call["wildcard"].isTruthy {
                let all = layers.reversed().reduce(into: ValueMap()) { all, layer in
                    for (name, value) in layer where Glob(key).matches(name.scalarText ?? "") { all[name] = value }
                }
                return FunctionResult(all.isEmpty && !call["default"].isNull ? call["default"] : .map(all))
            }
            let standard = call["default"].isNull ? "" : call["default"]
            return FunctionResult(layers.lazy.compactMap { $0[key] }.first ?? standard)
        },
        .init(
            "config.merge", "A key of configuration and pillar, mappings and lists of both together.",
            parameters: [
                .required("value"), .optional("default", ""), .optional("omit_opts", false),
                .optional("omit_master", false), .optional("omit_pillar", false),
            ]
        ) { call, run in
            let key = try call.text("value")
            var layers: [ValueMap] = []
            if !call["omit_opts"].isTruthy { layers.append(run.options) }
            if !call["omit_master"].isTruthy { layers.append(run.pillar["master"]?.map ?? [:]) }
            if !call["omit_pillar"].isTruthy { layers.append(run.pillar) }
            return FunctionResult(
                joined(layers.compactMap { $0[key] }.filter { !$0.isNull }) ?? defaults[key] ?? call["default"])
        },
        .init(
            "config.dot_vals", "The settings whose keys begin with a word and a dot.", parameters: [.required("value")]
        ) { call, run in
            let prefix = try call.text("value") + "."
            let all = (run.pillar["master"]?.map ?? [:]).merged(with: run.options, strategy: .overwrite)
            return FunctionResult(.map(ValueMap(all.filter { $0.key.string?.hasPrefix(prefix) == true })))
        },
        .init("config.manage_mode", "A mode in four octal digits.", parameters: [.required("mode")]) { call, _ in
            guard !call["mode"].isNull else { return FunctionResult(.null) }
            guard let mode = FileMode(call["mode"]) else {
                throw Diagnostic("'mode' must be an octal mode, not '\(call["mode"].scalarText ?? "")'")
            }
            return FunctionResult(.string(mode.description))
        },
        .init("config.backup_mode", "How files are backed up.", parameters: [.optional("backup", "")]) { call, run in
            if call["backup"].isTruthy { return FunctionResult(call["backup"]) }
            return FunctionResult(option("backup_mode", in: run) ?? "")
        },
        .init("config.valid_fileproto", "Whether files can be had from such a URL.", parameters: [.required("uri")]) {
            call, _ in
            let scheme = try call.text("uri").prefix { $0 != ":" }
            return FunctionResult(.bool(["salt", "file", "http", "https"].contains(scheme)))
        },
        .init("config.items", "The configuration of this minion.") { _, run in FunctionResult(.map(run.options)) },
    ]

    /// The value of a key, wherever it is.
    static func option(_ key: String, in run: RunContext) -> Value? {
        run.options[key] ?? run.grains[key] ?? run.pillar[key] ?? defaults[key]
    }

    /// In the order of their weight, the heaviest first.
    private static func layers(of run: RunContext, without call: BoundArguments) -> [ValueMap] {
        var layers: [ValueMap] = []
        if !call["omit_opts"].isTruthy { layers.append(run.options) }
        if !call["omit_grains"].isTruthy { layers.append(run.grains) }
        if !call["omit_pillar"].isTruthy { layers.append(run.pillar) }
        if !call["omit_master"].isTruthy { layers.append(run.pillar["master"]?.map ?? [:]) }
        return layers + [defaults]
    }

    /// What a path leads to in all layers laid over one another; any strategy but `overwrite` is `recurse`.
    private static func merged(_ path: ColonPath, _ strategy: String, _ run: RunContext) -> Value? {
        let mergesLists = run.options["pillar_merge_lists"]?.isTruthy ?? false
        let layers = [defaults, run.pillar["master"]?.map ?? [:], run.pillar, run.grains, run.options]
        let all = layers.reduce(into: ValueMap()) { all, layer in
            for (key, value) in layer where key.scalarText == path.keys.first {
                let isDeep = strategy != "overwrite"
                all[key] = isDeep ? all[key]?.merged(with: value, mergingLists: mergesLists) ?? value : value
            }
        }
        return Value.map(all).value(at: path)
    }

    /// The first where it is a text; of mappings the earlier wins, lists follow one another.
    private static func joined(_ found: [Value]) -> Value? {
        guard var result = found.first, result.string == nil else { return found.first }
        for next in found.dropFirst() {
            switch (result, next) {
            case (.map(let own), .map(let other)): result = .map(other.merged(with: own, strategy: .overwrite))
            case (.list(let own), .list(let other)): result = .list(own + other)
            default: break
            }
        }
        return result
    }
}
