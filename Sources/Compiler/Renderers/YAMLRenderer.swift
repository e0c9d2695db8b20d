package import Values
import YAML

/// Text to data, by Salt's YAML rules.
package struct YAMLRenderer: Renderer {
    package init() {}

    package func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered {
        guard case .text(let text, let lines) = input else { return input }
        return .data(try YAMLReader.read(text, file: source.path, lines: lines))
    }
}
