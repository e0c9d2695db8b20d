import Jinja
import Values
import YAML

/// `slsutil.*` and `defaults.*` that only work on data and leave their arguments as they were.
enum MergeFunctions {
    static let all: [String: BuiltinFunction] = [
        "slsutil.merge": BuiltinFunction("obj_a", "obj_b", "strategy", "renderer", "merge_lists") { arguments in
            try merged(try arguments.required("obj_a"), try arguments.required("obj_b"), arguments)
        },
        "slsutil.merge_all": BuiltinFunction("lst", "strategy", "renderer", "merge_lists") { arguments in
            try (arguments["lst"]?.list ?? []).reduce([:]) { try merged($0, $1, arguments) }
        },
        "slsutil.serialize": BuiltinFunction("serializer", "obj") { arguments in
            try serialized(try arguments.required("obj"), as: arguments.text("serializer"), arguments.others)
        },
        "slsutil.deserialize": BuiltinFunction("serializer", "stream_or_string") { arguments in
            let text = arguments.text("stream_or_string")
            switch arguments.text("serializer") {
            case "yaml": return try YAMLReader.value(text)
            case "json": return try JSON.read(text)
            case let name: throw unknown(name)
            }
        },
        "slsutil.boolstr": BuiltinFunction("value", "true", "false") { arguments in
            let isTrue =
                switch arguments["value"] ?? .null {
                case .string(let text): ["yes", "on", "true", "1"].contains(text.lowercased())
                case let other: other.isTruthy
                }
            return isTrue ? arguments["true"] ?? "true" : arguments["false"] ?? "false"
        },
        "defaults.deepcopy": BuiltinFunction("source") { arguments in try arguments.required("source") },
    ]

    private static func merged(_ a: Value, _ b: Value, _ arguments: BuiltinArguments) throws -> Value {
        guard let first = a.map, let second = b.map else { return b }
        let name = arguments.text("strategy", default: "smart")
        let lists = arguments.flag("merge_lists")
        switch name {
        case "smart", "recurse", "aggregate", "none": return .map(first.merged(with: second, mergingLists: lists))
        default:
            guard let strategy = MergeStrategy(rawValue: name) else {
                throw Failure(
                    "slsutil.merge: unknown strategy '\(name)'", kind: .hostFunction,
                    hint: "known are smart, aggregate, list, none, overwrite, recurse")
            }
            return .map(first.merged(with: second, strategy: strategy, mergingLists: lists))
        }
    }

    private static func serialized(_ value: Value, as format: String, _ options: ValueMap) throws -> Value {
        switch format {
        case "yaml":
            let flow: YAMLWriter.Flow =
                switch options["default_flow_style"] {
                case .bool(true): .flow
                case .bool(false): .block
                default: .leaves
                }
            var text = YAMLWriter.write(value, style: YAMLWriter.Style(flow: flow, sortsKeys: true))
            if text.hasSuffix("\n...\n") { text.removeLast(4) }
            if text.hasSuffix("\n") { text.removeLast() }
            return .string(text)
        case "json":
            let style = JSON.Style(
                indent: options["indent"]?.int, sortsKeys: options["sort_keys"]?.isTruthy ?? false,
                escapesNonASCII: true)
            return .string(JSON.write(value, style: style))
        default: throw unknown(format)
        }
    }

    private static func unknown(_ name: String) -> Failure {
        Failure("the serializer '\(name)' is not available", kind: .hostFunction, hint: "known are yaml and json")
    }
}
