import Compiler
import Execution
import Model
package import Values

extension MinionEngine {
    /// What a template and the rest of its renderer pipe make of a text, outside of any call.
    ///
    /// - Parameters:
    ///   - path: of the text, for messages.
    ///   - context: the names that the template has beside those of every template.
    /// - Throws: a `Diagnostic` with the place of what is wrong.
    package func rendered(_ text: String, path: String, context: ValueMap) async throws -> Value {
        let run = MinionRun(engine: self, jid: nil) { _ in }
        let source = TemplateSource(text: text, path: path, context: context)
        return try await run.renderData(source, renderer: "jinja|yaml", in: run.context(pillar: [:]))
    }

    /// The text of a file of the file server; nil when no root has it.
    package func servedFile(_ url: String) async throws -> String? {
        let run = MinionRun(engine: self, jid: nil) { _ in }
        return try await run.file(url, environment: "base").map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a function of a module is being carried out.
    package func isRunning(module: String) async -> Bool {
        await jobs.all.contains { $0.call.function.module == module }
    }
}
