import Execution
import Host
import Model
import Values

/// `pillar.*`: the pillar of this minion, as it was compiled last.
enum PillarModule {
    static let functions: [ExecutionFunction] = ["pillar.get", "pillar.fetch"].map(look) + others

    private static func look(as name: FunctionName) -> ExecutionFunction {
        .init(
            name, "A pillar value by its path, or the default.",
            parameters: [
                .required("key"), .optional("default", ""), .optional("merge", false), .optional("merge_nested_lists"),
                .optional("delimiter", ":"), .optional("pillarenv"), .optional("saltenv"), .keywords("kwargs"),
            ]
        ) { call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            guard let found = Value.map(run.pillar).value(at: path) else {
                if call["default"] == "", run.options["pillar_raise_on_missing"]?.isTruthy == true {
                    throw Diagnostic("Pillar key not found: \(try call.text("key"))")
                }
                return FunctionResult(call["default"])
            }
            guard call["merge"].isTruthy else { return FunctionResult(found) }
            return FunctionResult(merged(call["default"], found, mergingLists: call["merge_nested_lists"].isTruthy))
        }
    }

    private static let others: [ExecutionFunction] = [
        .init("pillar.items", "The whole pillar, compiled anew.", parameters: [.variadic("args"), .keywords("kwargs")])
        {
            call, run in
            let override = try call.keywords["pillar"].map { value throws(Diagnostic) in try PillarOverride.read(value)
            }
            let pillar = try await MinionRun.current(run).compilePillar(override: override ?? [:], run.environment)
            guard !call.rest.isEmpty else { return FunctionResult(.map(pillar)) }
            let names = call.rest.compactMap(\.scalarText)
            return FunctionResult(
                .map(ValueMap(names.map { (.string($0), Value.map(run.pillar).value(at: $0) ?? "") })))
        },
        .init("pillar.data", "The whole pillar, compiled anew.", parameters: [.keywords("kwargs")]) { _, run in
            FunctionResult(.map(try await MinionRun.current(run).compilePillar(override: [:], run.environment)))
        },
        .init("pillar.raw", "The pillar as it is in memory.", parameters: [.optional("key"), .optional("unmask")]) {
            call, run in
            guard let key = try call.optionalText("key") else { return FunctionResult(.map(run.pillar)) }
            return FunctionResult(run.pillar[key] ?? [:])
        },
        .init(
            "pillar.item", "Some pillar values by path.",
            parameters: [
                .variadic("keys"), .optional("default", ""), .optional("delimiter", ":"), .optional("pillarenv"),
                .optional("saltenv"), .optional("unmask"),
            ]
        ) { call, run in
            let delimiter = try call.text("delimiter")
            var found: ValueMap = [:]
            for key in call.rest.compactMap(\.scalarText) {
                let path = ColonPath(key, delimiter: delimiter)
                found[key] = Value.map(run.pillar).value(at: path) ?? call["default"]
            }
            return FunctionResult(.map(found))
        },
        .init("pillar.keys", "The keys below a path.", parameters: [.required("key"), .optional("delimiter", ":")]) {
            call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            guard let found = Value.map(run.pillar).value(at: path) else {
                throw Diagnostic("Pillar key not found: \(try call.text("key"))")
            }
            guard let map = found.map else { throw Diagnostic("\(try call.text("key")) is not a dictionary") }
            return FunctionResult(.strings(map.keyTexts))
        },
        .init("pillar.ls", "The top-level keys.", parameters: [.variadic("keys"), .keywords("kwargs")]) { _, run in
            FunctionResult(.strings(run.pillar.keyTexts.sorted()))
        },
        .init(
            "pillar.obfuscate", "The pillar with the kind of each value in its place.",
            parameters: [.keywords("kwargs")]
        ) { _, run in
            FunctionResult(Value.map(run.pillar).kinds)
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
