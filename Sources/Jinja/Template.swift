package import Values

/// A template ready to be rendered, any number of times and in any thread.
package struct Template: Sendable {
    private let compiled: CompiledTemplate
    private let environment: Environment

    init(_ compiled: CompiledTemplate, _ environment: Environment) {
        self.compiled = compiled
        self.environment = environment
    }

    package var name: String { compiled.name }

    /// Renders with these variables; they win over the environment's globals.
    ///
    /// Throws a diagnostic with the place, the lines around it and how control came there.
    package func render(_ context: [String: ContextValue] = [:]) throws(Diagnostic) -> RenderedText {
        let render = Render(environment, context)
        defer { render.end() }
        do {
            let output = Output.main(render)
            let unit = render.unit(of: compiled)
            try TemplateRun(render).render(unit, inside: nil, output)
            if environment.options.trailingNewline == .restore, compiled.source.utf8.last == 10 {
                try output.write("\n", file: unit.file, line: Int32(clamping: compiled.source.utf8.count { $0 == 10 }))
            }
            return output.rendered(render.fileNames)
        } catch {
            throw environment.options.errorStyle.shown(
                Failure.from(error), sources: render.sources, outermost: compiled.name)
        }
    }

    /// Renders with plain values.
    package func render(values: ValueMap) throws(Diagnostic) -> RenderedText {
        var context: [String: ContextValue] = [:]
        for (key, value) in values { if let name = key.string { context[name] = .value(value) } }
        return try render(context)
    }
}
