import Execution
import Host
import Logging
import Model
import Values
import YAML

/// `pillar.*`: the pillar of this minion, as it was compiled last, or compiled anew.
enum PillarModule {
    static let functions: [ExecutionFunction] =
        ["pillar.get", "pillar.fetch"].map(look) + ["pillar.items", "pillar.data"].map(whole) + fresh + remembered

    /// What a pillar that is compiled anew is compiled with, after any number of keys.
    private static let freshParameters: [Parameter] = [
        .variadic("args"), .optional("pillar"), .optional("pillar_enc"), .optional("pillarenv"), .optional("saltenv"),
        .optional("unmask"),
    ]

    private static func look(as name: FunctionName) -> ExecutionFunction {
        .init(
            name, "A pillar value by its path, or the default.",
            parameters: [
                .required("key"), .optional("default", ""), .optional("merge", false), .optional("merge_nested_lists"),
                .optional("delimiter", ":"), .optional("pillarenv"), .optional("saltenv"), .optional("unmask"),
            ]
        ) { call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            guard let found = Value.map(try await pillar(of: call, run)).value(at: path) else {
                if call["default"] == "", run.options["pillar_raise_on_missing"]?.isTruthy == true {
                    throw Diagnostic("Pillar key not found: \(try call.text("key"))")
                }
                return FunctionResult(call["default"])
            }
            guard call["merge"].isTruthy else { return FunctionResult(found) }
            let wish = call["merge_nested_lists"]
            let mergesLists = wish.isNull ? run.options["pillar_merge_lists"]?.isTruthy ?? false : wish.isTruthy
            return FunctionResult(merged(call["default"], found, mergingLists: mergesLists))
        }
    }

    private static func whole(as name: FunctionName) -> ExecutionFunction {
        .init(name, "The whole pillar, compiled anew.", parameters: freshParameters) { call, run in
            FunctionResult(.map(try await compiled(for: call, run)))
        }
    }

    private static let fresh: [ExecutionFunction] = [
        .init("pillar.ls", "The top-level keys.", parameters: freshParameters) { call, run in
            FunctionResult(.strings(try await compiled(for: call, run).keyTexts))
        },
        .init(
            "pillar.obfuscate", "The pillar with the kind of each value in its place.", parameters: freshParameters
        ) { call, run in
            FunctionResult(Value.map(try await compiled(for: call, run)).kinds)
        },
        .init(
            "pillar.ext", "The whole pillar, compiled anew; there are no external pillars to add to it.",
            parameters: [.required("external"), .optional("pillar"), .optional("unmask")]
        ) { call, run in
            let engine = try MinionRun.current(run).engine
            let asked = try call["external"].string.map { text throws(Diagnostic) in
                try YAMLReader.value(text, file: "external")
            }
            let names = (asked ?? call["external"]).map?.keyTexts.joined(separator: ", ") ?? "no mapping"
            run.logger.error(
                "the pillar is compiled without what is asked for: there are no external pillars",
                metadata: ["pillar.external": "\(names)"])
            var request = engine.standardPillarRequest
            request.override = try PillarOverride.read(call["pillar"])
            return FunctionResult(.map(await engine.compilePillar(request)))
        },
    ]

    private static let remembered: [ExecutionFunction] = [
        .init("pillar.raw", "The pillar as it is in memory.", parameters: [.optional("key"), .optional("unmask")]) {
            call, run in
            guard let key = try call.optionalText("key"), !key.isEmpty else { return FunctionResult(.map(run.pillar)) }
            return FunctionResult(run.pillar[key] ?? [:])
        },
        .init(
            "pillar.item", "Some pillar values by path.",
            parameters: [
                .variadic("keys"), .optional("default", ""), .optional("delimiter", ":"), .optional("pillarenv"),
                .optional("saltenv"), .optional("unmask"),
            ]
        ) { call, run in
            let standard = call["default"].isNull ? "" : call["default"]
            let pillar = try await pillar(of: call, run)
            return FunctionResult(
                .map(values(call.rest, in: pillar, delimiter: try call.text("delimiter"), default: standard)))
        },
        .init(
            "pillar.keys", "The keys below a path.",
            parameters: [.required("key"), .optional("delimiter", ":"), .optional("unmask")]
        ) { call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            guard let found = Value.map(run.pillar).value(at: path) else {
                throw Diagnostic("Pillar key not found: \(try call.text("key"))")
            }
            guard let map = found.map else {
                throw Diagnostic("Pillar value in key \(try call.text("key")) is not a dict")
            }
            return FunctionResult(.strings(map.keyTexts))
        },
        .init(
            "pillar.file_exists", "Whether a file is in the pillar's directories of this machine.",
            parameters: [.required("path"), .optional("saltenv")]
        ) { call, run in
            let all = run.options["pillar_roots"]?.map ?? [:]
            let wanted = try call.optionalText("saltenv")
            let roots = all.filter { wanted == nil || $0.key.scalarText == wanted }.flatMap { $0.value.list ?? [] }
            let path = try call.text("path")
            let files = try MinionRun.current(run).engine.host.files
            return FunctionResult(
                .bool(roots.contains { files.isFile(PathText.join($0.scalarText ?? "", path)) }))
        },
        .init("pillar.exists", "Whether a path is there.", parameters: [.required("key")]) { call, run in
            FunctionResult(.bool(Value.map(run.pillar).value(at: try call.text("key")) != nil))
        },
        .init(
            "pillar.filter_by", "The part of a mapping that fits a pillar value.",
            parameters: [
                .required("lookup_dict"), .required("pillar"), .optional("merge"), .optional("default", "default"),
                .optional("base"),
            ]
        ) { call, run in
            let value = Value.map(run.pillar).value(at: try call.text("pillar"))
            return FunctionResult(try LookupFilter(call).choose(for: value))
        },
    ]

    /// The pillar in memory; of an environment that the call names, compiled anew.
    private static func pillar(of call: BoundArguments, _ run: RunContext) async throws -> ValueMap {
        if call["pillarenv"].isNull, call["saltenv"].isNull { return run.pillar }
        return try await MinionRun.current(run).engine.compilePillar(try request(for: call, run))
    }

    /// What the call asks to be compiled anew; with keys, their values.
    private static func compiled(for call: BoundArguments, _ run: RunContext) async throws -> ValueMap {
        guard call.rest.isEmpty else { return values(call.rest, in: try await pillar(of: call, run)) }
        var request = try request(for: call, run)
        request.override = try await PillarOverride.read(call["pillar"], encryptedFor: call["pillar_enc"], in: run)
        return try await MinionRun.current(run).engine.compilePillar(request)
    }

    private static func request(for call: BoundArguments, _ run: RunContext) throws -> PillarRequest {
        var request = try MinionRun.current(run).engine.standardPillarRequest
        request.grains = run.grains
        // The strategy `none` goes by the environment of a state run only.
        request.saltenv = nil
        if let environment = try call.optionalText("pillarenv") {
            request.pillarenv = environment
        } else if run.options["pillarenv_from_saltenv"]?.isTruthy == true {
            request.pillarenv = try call.optionalText("saltenv") ?? run.options["saltenv"]?.scalarText
        }
        return request
    }

    private static func values(
        _ keys: [Value], in pillar: ValueMap, delimiter: String = ":", default standard: Value = ""
    ) -> ValueMap {
        ValueMap(
            keys.compactMap(\.scalarText).map { key in
                (.string(key), Value.map(pillar).value(at: ColonPath(key, delimiter: delimiter)) ?? standard)
            })
    }

    /// The default with the pillar's value over it, where both are maps or both lists.
    private static func merged(_ standard: Value, _ found: Value, mergingLists: Bool) -> Value {
        switch (standard, found) {
        case (.map(let a), .map(let b)): .map(a.merged(with: b, mergingLists: mergingLists))
        case (.list(let a), .list(let b)): .list(a + b.filter { !a.contains($0) })
        default: found
        }
    }
}

extension Value {
    /// Every leaf replaced by the name of its type, as `<str>`.
    fileprivate var kinds: Value {
        switch self {
        case .map(let map): .map(ValueMap(map.map { ($0.key, $0.value.kinds) }))
        case .list(let list): .list(list.map(\.kinds))
        case .null: "<NoneType>"
        case .bool: "<bool>"
        case .int: "<int>"
        case .double: "<float>"
        case .string: "<str>"
        }
    }
}
