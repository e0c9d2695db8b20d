package import Values
import YAML

/// Text to data, by Salt's YAML rules.
package struct YAMLRenderer: Renderer {
    private let aggregates: Bool

    /// - Parameter aggregates: as the renderer `yamlex`: a key may stand more than once, and what is tagged `!aggregate`
    ///   is added to what stood there before.
    package init(aggregates: Bool = false) { self.aggregates = aggregates }

    package func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered {
        guard case .text(let text, let lines) = input else { return input }
        return .data(try YAMLReader.read(text, file: source.path, lines: lines, aggregates: aggregates))
    }
}
