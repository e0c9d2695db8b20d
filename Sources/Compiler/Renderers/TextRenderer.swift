import Values

/// Text that is wanted as it is.
package struct TextRenderer: Renderer {
    package init() {}

    package func render(_ input: Rendered, of source: TemplateSource) -> Rendered { input }
}
