import Execution
import Host
import Model
import Values

/// `grains.*`: the facts about this machine.
struct GrainsModule {
    let files: any FileWriting
    /// Those that have been set since the grains were collected.
    let set = SetGrains()

    var functions: [ExecutionFunction] { ["grains.get", "grains.fetch"].map(look) + reading + writing }

    func grains(_ run: RunContext) -> ValueMap { set.over(run.grains) }

    private func look(as name: FunctionName) -> ExecutionFunction {
        .init(
            name, "A grain by its path, or the default.",
            parameters: [
                .required("key"), .optional("default", ""), .optional("delimiter", ":"), .optional("ordered", true),
            ]
        ) { call, run in
            let path = ColonPath(try call.text("key"), delimiter: try call.text("delimiter"))
            return FunctionResult(Value.map(grains(run)).value(at: path) ?? call["default"])
        }
    }

    private var reading: [ExecutionFunction] {
        [
            .init(
                "grains.item", "Some grains by name.",
                parameters: [
                    .variadic("keys"), .optional("default", ""), .optional("delimiter", ":"),
                    .optional("sanitize", false),
                ]
            ) { call, run in
                var found: ValueMap = [:]
                for key in call.rest.compactMap(\.scalarText) {
                    found[key] = Value.map(grains(run)).value(at: key) ?? call["default"]
                }
                return FunctionResult(.map(call["sanitize"].isTruthy ? SanitizedGrains.of(found) : found))
            },
            .init("grains.items", "All grains.", parameters: [.optional("sanitize", false)]) { call, run in
                FunctionResult(.map(call["sanitize"].isTruthy ? SanitizedGrains.of(grains(run)) : grains(run)))
            },
            .init("grains.keys", "The names of all grains.") { _, run in
                FunctionResult(.strings(grains(run).keyTexts.sorted()))
            },
            .init("grains.ls", "The names of all grains.") { _, run in
                FunctionResult(.strings(grains(run).keyTexts.sorted()))
            },
            .init("grains.has_value", "Whether a grain is there and true.", parameters: [.required("key")]) {
                call, run in
                FunctionResult(.bool(Value.map(grains(run)).value(at: try call.text("key"))?.isTruthy ?? false))
            },
            .init(
                "grains.equals", "Whether a grain has a value.", parameters: [.required("key"), .required("value")]
            ) { call, run in
                let found = Value.map(grains(run)).value(at: try call.text("key")) ?? ""
                return FunctionResult(.bool(PythonText.string(found) == PythonText.string(call["value"])))
            },
            .init(
                "grains.filter_by", "The part of a mapping that fits a grain.",
                parameters: [
                    .required("lookup_dict"), .optional("grain", "os_family"), .optional("merge"),
                    .optional("default", "default"), .optional("base"),
                ]
            ) { call, run in
                let names = try call["grain"].list?.compactMap(\.scalarText) ?? [call.text("grain")]
                let value = names.lazy.compactMap { Value.map(grains(run)).value(at: $0) }.first
                return FunctionResult(try LookupFilter(call).choose(for: value))
            },
        ]
    }
}
