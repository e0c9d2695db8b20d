package import Values
package import YAML

/// Where a line of rendered text comes from: the template's file and line.
package typealias LineOrigin = @Sendable (Int) -> SourceLocation?

/// What one renderer hands to the next.
package enum Rendered: Sendable {
    /// - lines: where each line comes from; nil while the text is the file's own.
    case text(String, lines: LineOrigin?)
    case data(LocatedValue)
}

/// One step of a pipe such as `jinja|yaml`.
package protocol Renderer: Sendable {
    /// - Throws: a `Diagnostic` worded as Salt words it, with the place in the template.
    func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered
}

/// A file that is rendered.
package struct TemplateSource: Sendable, Hashable {
    package var text: String
    /// Relative to the environment's root; shown in errors.
    package var path: String
    package var environment: String
    /// The dotted name when the file is an SLS; nil for top files and managed files.
    package var sls: String?
    /// Names that the caller adds to the template's context, before all others.
    package var context: ValueMap
    /// What the run has rendered by now, as `base:web.front`.
    package var rendered: [String] = []

    package init(
        text: String, path: String, environment: String = "base", sls: String? = nil, context: ValueMap = [:]
    ) {
        self.text = text
        self.path = path
        self.environment = environment
        self.sls = sls
        self.context = context
    }

    package init(_ source: SLSSource, context: ValueMap = [:]) {
        self.init(
            text: source.text, path: source.path, environment: source.environment, sls: source.name, context: context)
    }
}
