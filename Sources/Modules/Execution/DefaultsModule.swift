import Execution
import Model
import Values
import YAML

/// `defaults.*`, `dictupdate.*` and `environ.*`: small things that formulas ask for.
enum DefaultsModule {
    static let functions: [ExecutionFunction] = [
        .init(
            "defaults.merge", "The second mapping merged over the first.",
            parameters: [
                .required("dest"), .required("src"), .optional("merge_lists", false), .optional("in_place", true),
                .optional("convert_none", true),
            ]
        ) { call, _ in
            let (dest, source) = (try call.map("dest"), try call.map("src"))
            return FunctionResult(.map(dest.merged(with: source, mergingLists: try call.flag("merge_lists"))))
        },
        .init("defaults.deepcopy", "The same value again.", parameters: [.required("source")]) { call, _ in
            FunctionResult(call["source"])
        },
        .init(
            "defaults.get", "A value of a formula's defaults file.",
            parameters: [.required("key"), .optional("default", "")]
        ) { call, run in
            let path = ColonPath(try call.text("key"))
            let formula = path.keys[0]
            guard
                let bytes = try await run.services.file("salt://\(formula)/defaults.yaml", environment: run.environment)
            else { return FunctionResult(call["default"]) }
            let file = try YAMLReader.value(String(decoding: bytes, as: UTF8.self), file: "\(formula)/defaults.yaml")
            let rest = path.keys.dropFirst().joined(separator: ":")
            return FunctionResult(rest.isEmpty ? file : file.value(at: rest) ?? call["default"])
        },
    ]
}
