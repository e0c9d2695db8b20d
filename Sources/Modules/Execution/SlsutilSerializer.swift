import Execution
import Values
import YAML

/// Data as text and back, as `slsutil.serialize` and `slsutil.deserialize` are asked for it.
struct SlsutilSerializer {
    private enum Format: String, CaseIterable {
        case yaml, json, python
    }

    private let format: Format
    private let options: ValueMap

    /// - Throws: for a format that is not known.
    init(_ call: BoundArguments) throws {
        let name = try call.text("serializer")
        guard let format = Format(rawValue: name) else {
            let known = Format.allCases.map(\.rawValue)
            throw Diagnostic(
                "Serializer '\(name)' not found.",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        self.format = format
        options = call.keywords
    }

    func text(of value: Value) throws -> String {
        switch format {
        case .yaml:
            let flow: YAMLWriter.Flow = options["default_flow_style"]?.bool.map { $0 ? .flow : .block } ?? .leaves
            var style = YAMLWriter.Style(flow: flow, sortsKeys: options["sort_keys"]?.bool ?? true)
            style.indent = options["indent"]?.int ?? style.indent
            style.width = options["width"]?.int ?? style.width
            var text = YAMLWriter.write(value, style: style)
            if text.hasSuffix("\n...\n") { text.removeLast(4) }
            while text.hasSuffix("\n") { text.removeLast() }
            return text
        case .json:
            let sortsKeys = options["sort_keys"]?.isTruthy ?? false
            let style = options["indent"]?.int.map { JSON.Style(indent: $0, sortsKeys: sortsKeys) }
            return JSON.write(value, style: style ?? JSON.Style(sortsKeys: sortsKeys))
        case .python:
            return PythonText.repr(value)
        }
    }

    func value(of text: String) throws -> Value {
        switch format {
        case .yaml: try YAMLReader.value(text)
        case .json: try JSON.read(text)
        case .python: throw Diagnostic("Serializer 'python' does not implement deserialize.")
        }
    }
}
