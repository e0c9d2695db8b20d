import Execution
import Values
import YAML

/// The form in which `file.serialize` writes data.
struct Serializer: Sendable {
    private enum Format: String, CaseIterable { case yaml, json }

    private let format: Format
    private let indent: Int?
    private let sortsKeys: Bool
    private let isFlow: Bool
    private let escapesNonASCII: Bool

    init(_ arguments: inout ArgumentDecoder) {
        let serializer = arguments.text("serializer")
        let formatter = arguments.text("formatter")
        if serializer != nil, formatter != nil {
            arguments.refuse("formatter", "Only one of serializer and formatter are allowed")
        }
        let name = (serializer ?? formatter ?? "yaml").lowercased()
        let format = Format(rawValue: name)
        if format == nil {
            arguments.refuse(
                serializer == nil ? "formatter" : "serializer", "The \(name) serializer could not be found.",
                hint: "known are \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.format = format ?? .yaml
        let options = Self.options("serializer_opts", &arguments)
        let known = ["indent", "sort_keys", "default_flow_style", "allow_unicode", "ensure_ascii", "explicit_start"]
        for name in options.keyTexts where !known.contains(name) {
            arguments.refuse(
                "serializer_opts", "'\(name)' is not an option of the \(self.format.rawValue) serializer here",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        indent = options["indent"]?.int
        sortsKeys = options["sort_keys"].map(\.isTruthy) ?? true
        isFlow = options["default_flow_style"].map(\.isTruthy) ?? false
        escapesNonASCII = options["ensure_ascii"] == true
        _ = arguments.value("deserializer_opts")
    }

    /// A mapping, or a list of mappings of one key each.
    private static func options(_ name: String, _ arguments: inout ArgumentDecoder) -> ValueMap {
        guard let value = arguments.value(name) else { return [:] }
        if let map = value.map { return map }
        return (value.list ?? []).compactMap(\.map).reduce([:]) { $0.replacing(with: $1) }
    }

    /// With a final newline.
    func write(_ value: Value) -> String {
        switch format {
        case .json:
            let style = JSON.Style(
                indent: indent ?? 2, sortsKeys: sortsKeys, escapesNonASCII: escapesNonASCII, isSpaced: true)
            return JSON.write(value, style: style) + "\n"
        case .yaml:
            let style = YAMLWriter.Style(flow: isFlow ? .flow : .block, sortsKeys: sortsKeys, indent: indent ?? 2)
            let text = YAMLWriter.write(value, style: style).trimmedEnd
            return (text.hasSuffix("\n...") ? String(text.dropLast(4)) : text) + "\n"
        }
    }

    func read(_ text: String) throws(Diagnostic) -> Value {
        switch format {
        case .json: try JSON.read(text)
        case .yaml: try YAMLReader.value(text)
        }
    }

    /// What differs between two mappings, key by key, as Salt's `dictdiffer` tells it.
    static func difference(_ old: Value, _ new: Value) -> Value? {
        guard let old = old.map, let new = new.map else { return nil }
        var changes: ValueMap = [:]
        for key in old.keys + new.keys.filter({ old[$0] == nil }) {
            let (before, after) = (old[key], new[key])
            guard before != after else { continue }
            if let before, let after, let inner = difference(before, after) {
                changes[key] = inner
            } else {
                changes[key] = ["old": before ?? "<_null_>", "new": after ?? "<_null_>"]
            }
        }
        return .map(changes)
    }
}
