import Jinja
import Values
import YAML

/// Filters that quote text for YAML.
enum YAMLTextFilters {
    static let all: [String: TemplateFilter] = [
        "yaml_dquote": { value, _ in .string(YAMLWriter.quoted(try value.asText(), .double)) },
        "yaml_squote": { value, _ in
            // The writer indents the lines of a long scalar; such lines never begin with spaces of their own.
            .string(YAMLWriter.quoted(try value.asText(), .single).replacing("\n  ", with: "\n"))
        },
        "yaml_encode": { value, _ in
            switch try value.value() {
            case .string(let text): .string(YAMLWriter.quoted(text, .double))
            case .list, .map: throw Failure("yaml_encode() can not handle \(value.typeName)")
            case let scalar: .string(SerializerFilters.yaml(scalar, isFlow: true))
            }
        },
    ]
}
