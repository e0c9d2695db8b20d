import Jinja
import Values
import YAML

/// `yaml`, `json`, `tojson`, `python`, and the filters that read them back.
enum SerializerFilters {
    static let all: [String: TemplateFilter] = [
        "yaml": { value, arguments in
            let isFlow = try arguments.argument(0, "flow_style").bool(or: true)
            return .markup(yaml(try value.value(), isFlow: isFlow))
        },
        "json": { value, arguments in
            let sorts = try arguments.argument(0, "sort_keys").bool(or: true)
            let indent = try indent(arguments.argument(1, "indent"))
            return .markup(JSON.write(try value.value(), style: JSON.Style(indent: indent, sortsKeys: sorts)))
        },
        "tojson": { value, arguments in
            let indent = try indent(arguments.argument(0, "indent"))
            let sorts = try arguments.argument(1, "sort_keys").bool(or: false)
            let style = JSON.Style(indent: indent, sortsKeys: sorts, escapesNonASCII: true)
            return .markup(escaped(JSON.write(try value.value(), style: style)))
        },
        "load_yaml": { value, _ in Object(try YAMLReader.value(try value.asText())) },
        "load_json": { value, _ in Object(try JSON.read(try value.asText())) },
        "load_text": { value, _ in .string(try value.asText()) },
        "dict_to_sls_yaml_params": { value, arguments in
            let isFlow = try arguments.argument(0, "flow_style").bool(or: false)
            guard case .map(let map) = try value.value() else {
                throw Failure("dict_to_sls_yaml_params needs a dict, not \(value.typeName)")
            }
            let list = map.map { Value.map(ValueMap([($0.key, $0.value)])) }
            return .markup(yaml(.list(list), isFlow: isFlow))
        },
    ]

    /// Salt's `safe_dump` in a template: keys sorted, without the document end that a bare scalar gets.
    static func yaml(_ value: Value, isFlow: Bool) -> String {
        var text = YAMLWriter.write(value, style: YAMLWriter.Style(flow: isFlow ? .flow : .block, sortsKeys: true))[...]
        if text.hasSuffix("\n...\n") { text = text.dropLast(5) }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func indent(_ argument: Object?) throws -> Int? {
        guard let argument, !argument.isNone else { return nil }
        return try argument.asIndex("indent")
    }

    /// Safe inside of HTML, as Jinja's own `tojson`.
    private static func escaped(_ json: String) -> String {
        json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
            .replacing("'", with: "\\u0027")
    }
}

extension Object {
    fileprivate func asIndex(_ name: String) throws -> Int { try (self as Object?).int(or: 0, name) }
}
