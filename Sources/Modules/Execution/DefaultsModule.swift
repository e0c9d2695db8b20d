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
            guard !call["dest"].isNull else { throw Diagnostic("Can't perform in-place merge into NoneType") }
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
            let file = try await defaults(of: path.keys[0], run)
            let rest = path.keys.dropFirst().joined(separator: ":")
            return FunctionResult(rest.isEmpty ? file ?? .null : file?.value(at: rest) ?? call["default"])
        },
        .init(
            "defaults.update", "Every mapping in the first with the second below it.",
            parameters: [
                .required("dest"), .required("defaults"), .optional("merge_lists", true), .optional("in_place", true),
                .optional("convert_none", true),
            ]
        ) { call, _ in
            let standard = try call.map("defaults")
            let mergesLists = try call.flag("merge_lists")
            let nodes = try call.map("dest").map { name, node in
                guard node.map != nil || node.isNull else {
                    throw Diagnostic("'\(name.scalarText ?? "")' of 'dest' must be a mapping, not \(node.kindName)")
                }
                return (name, Value.map(standard).merged(with: node.isNull ? [:] : node, mergingLists: mergesLists))
            }
            return FunctionResult(.map(ValueMap(nodes)))
        },
    ]

    /// `FORMULA/defaults.yaml`, else `FORMULA/defaults.json`; nil when there is neither.
    private static func defaults(of formula: String, _ run: RunContext) async throws -> Value? {
        for (name, read) in [("defaults.yaml", readYAML), ("defaults.json", readJSON)] {
            let path = "\(formula)/\(name)"
            if let bytes = try await run.services.file("salt://\(path)", environment: run.environment) {
                return try read(String(decoding: bytes, as: UTF8.self), path)
            }
        }
        return nil
    }

    private static let readYAML: @Sendable (String, String) throws -> Value = { try YAMLReader.value($0, file: $1) }
    private static let readJSON: @Sendable (String, String) throws -> Value = { text, _ in try JSON.read(text) }
}
