import Execution
import Host
import Model
import Values
import YAML

/// Grains that are set: kept in the file `grains` beside the minion's configuration.
extension GrainsModule {
    private static let delimiter: Parameter = .optional("delimiter", ":")

    var writing: [ExecutionFunction] {
        [
            .init(
                "grains.setvals", "Sets grains.",
                parameters: [.required("grains"), .optional("destructive", false), .optional("refresh_pillar", true)]
            ) { call, run in
                guard let new = call["grains"].map else { throw Diagnostic("setvals grains must be a dictionary.") }
                return FunctionResult(.map(try await set(new, destructive: call["destructive"].isTruthy, run)))
            },
            .init(
                "grains.setval", "Sets a grain.",
                parameters: [
                    .required("key"), .required("val"), .optional("destructive", false),
                    .optional("refresh_pillar", true),
                ]
            ) { call, run in
                let new = ValueMap([(call["key"], call["val"])])
                return FunctionResult(.map(try await set(new, destructive: call["destructive"].isTruthy, run)))
            },
            .init(
                "grains.append", "Adds to a grain that is a list.",
                parameters: [.required("key"), .required("val"), .optional("convert", false), Self.delimiter]
            ) { call, run in
                FunctionResult(try await append(call, run))
            },
            .init(
                "grains.remove", "Takes out of a grain that is a list.",
                parameters: [.required("key"), .required("val"), Self.delimiter]
            ) { call, run in
                FunctionResult(try await remove(call, run))
            },
            .init(
                "grains.set", "Sets a grain by its path, and tells what changed.",
                parameters: [
                    .required("key"), .optional("val", ""), .optional("force", false),
                    .optional("destructive", false), Self.delimiter,
                ]
            ) { call, run in
                let setting = GrainSetting(
                    path: try call.text("key"), delimiter: try call.text("delimiter"), value: call["val"],
                    isForced: call["force"].isTruthy, isDestructive: call["destructive"].isTruthy)
                return FunctionResult(try await set(setting, run))
            },
            .init(
                "grains.delval", "Takes the value of a grain away.",
                parameters: [.required("key"), .optional("destructive", false), .optional("force", false)]
            ) { call, run in
                let setting = GrainSetting(
                    path: try call.text("key"), value: .null, isForced: call["force"].isTruthy,
                    isDestructive: call["destructive"].isTruthy)
                return FunctionResult(try await set(setting, run))
            },
            .init(
                "grains.delkey", "Takes a grain away.", parameters: [.required("key"), .optional("force", false)]
            ) { call, run in
                let setting = GrainSetting(
                    path: try call.text("key"), value: .null, isForced: call["force"].isTruthy, isDestructive: true)
                return FunctionResult(try await set(setting, run))
            },
        ]
    }

    private func set(_ setting: GrainSetting, _ run: RunContext) async throws -> Value {
        var changes: ValueMap = [:]
        let outcome = setting.outcome(in: grains(run))
        if let (key, value) = outcome.change {
            changes = try await set(ValueMap([(.string(key), value)]), destructive: setting.isDestructive, run)
        }
        return ["comment": .string(outcome.comment), "changes": .map(changes), "result": .bool(outcome.succeeded)]
    }

    private func append(_ call: BoundArguments, _ run: RunContext) async throws -> Value {
        let key = try call.text("key")
        let (value, delimiter) = (call["val"], try call.text("delimiter"))
        var old = Value.map(grains(run)).value(at: key, delimiter: delimiter) ?? []
        if call["convert"].isTruthy, old.list == nil { old = old.isNull ? [] : [old] }
        guard let list = old.list else { return .string("The key \(key) is not a valid list") }
        guard !list.contains(value) else {
            return .string("The val \(PythonText.string(value)) was already in the list \(key)")
        }
        return try await replace(key, delimiter, with: .list(list + (value.list ?? [value])), run)
    }

    private func remove(_ call: BoundArguments, _ run: RunContext) async throws -> Value {
        let key = try call.text("key")
        let (value, delimiter) = (call["val"], try call.text("delimiter"))
        let old = Value.map(grains(run)).value(at: key, delimiter: delimiter) ?? []
        guard var list = old.list else { return .string("The key \(key) is not a valid list") }
        guard let index = list.firstIndex(of: value) else {
            return .string("The val \(PythonText.string(value)) was not in the list \(key)")
        }
        list.remove(at: index)
        return try await replace(key, delimiter, with: .list(list), run)
    }

    /// Sets the grain that a path begins with, so that the path leads to the value.
    private func replace(_ path: String, _ delimiter: String, with value: Value, _ run: RunContext) async throws
        -> Value
    {
        var keys = ColonPath(path, delimiter: delimiter).keys
        var value = value
        while keys.count > 1, let last = keys.popLast() {
            let parent = Value.map(grains(run)).value(at: keys.joined(separator: delimiter), delimiter: delimiter)
            var map = parent?.map ?? [:]
            map[last] = value
            value = .map(map)
        }
        return .map(try await set(ValueMap([(.string(keys[0]), value)]), destructive: false, run))
    }

    /// Writes grains into the file, and has them from now on.
    ///
    /// - Parameter destructive: null takes a grain away.
    private func set(_ new: ValueMap, destructive: Bool, _ run: RunContext) async throws -> ValueMap {
        guard let configuration = run.options["conf_file"]?.string else {
            throw Diagnostic("grains can't be set here: there is no directory of a minion's configuration")
        }
        let path = PathText.join(PathText.directory(of: configuration), "grains")
        var kept: ValueMap = [:]
        if files.isFile(path) { kept = try YAMLReader.value(try files.readText(path), file: path).map ?? [:] }
        for (key, value) in new {
            if value.isNull, destructive { kept.removeValue(forKey: key) } else { kept[key] = value }
        }
        let text = YAMLWriter.write(.map(kept), style: .init(sortsKeys: true))
        try files.makeDirectories(PathText.directory(of: path))
        try files.write(Array(text.utf8), to: path, FileAttributes())
        set.remember(new, removingNulls: destructive)
        try await MinionRun.current(run).engine.refreshGrains()
        return new
    }
}
