import Synchronization

/// Compiled templates by name, each valid as long as its source is the same.
final class TemplateCache: Sendable {
    private static let capacity = 1000
    private let templates = Mutex<[String: CompiledTemplate]>([:])

    func template(_ name: String, _ source: String) -> CompiledTemplate? {
        templates.withLock { $0[name] }.flatMap { Text.equal($0.source, source) ? $0 : nil }
    }

    func store(_ template: CompiledTemplate) {
        templates.withLock { templates in
            if templates.count >= Self.capacity { templates.removeAll() }
            templates[template.name] = template
        }
    }
}
