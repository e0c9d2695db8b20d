import Execution
import Host
import Values

/// What an editing state adds: texts as they are, or rendered templates (`source`, `sources`).
struct AddedTexts: Sendable {
    private let own: [String]
    private let templates: [String]
    private let context: ValueMap

    /// - Parameter name: the argument that holds texts; nil for a state that has another use for it.
    init(_ arguments: inout ArgumentDecoder, named name: String?) {
        let single = arguments.text("source")
        let several = arguments.texts("sources") ?? []
        if single != nil, !several.isEmpty { arguments.refuse("sources", "source and sources are mutually exclusive") }
        templates = (single.map { [$0] } ?? []) + several
        // What they ask for holds for files of the file server anyway.
        for name in ["source_hash", "source_hashes"] { _ = arguments.value(name) }
        let engine = arguments.text("template", default: "jinja")
        if engine != "jinja" {
            arguments.refuse("template", "'\(engine)' is not a template engine here", hint: "use jinja")
        }
        context = (arguments.map("defaults") ?? [:]).replacing(with: arguments.map("context") ?? [:])
        let values = name.flatMap { arguments.value($0) }
        own = values.map { ($0.list ?? [$0]).map { $0.scalarText ?? PythonText.repr($0) } } ?? []
        if let name, own.isEmpty, templates.isEmpty { arguments.refuse(name, "'\(name)' is required") }
    }

    var hasTemplates: Bool { !templates.isEmpty }

    /// Adds the rendered templates to what was seen.
    func completing(_ seen: SeenText, _ reader: HostReader, _ run: RunContext) async throws -> SeenText {
        guard hasTemplates, seen.problem == nil else { return seen }
        var seen = seen
        var texts: [String] = []
        for template in templates {
            guard let bytes = try await reader.source(template, in: run), let text = FileText.text(bytes) else {
                seen.problem = "Failed to load template file \(template)"
                return seen
            }
            let rendered = try await run.services.render(template: text, named: template, context: context, in: run)
            guard !rendered.isEmpty else {
                seen.problem = "Failed to read rendered template file \(template)"
                return seen
            }
            texts.append(rendered)
        }
        seen.supplement = texts
        return seen
    }

    /// Templates take the place of texts.
    func all(_ seen: SeenText) -> [String] { seen.supplement ?? own }
}

extension ValueMap {
    /// With the values of another map in place of its own, whole.
    func replacing(with other: ValueMap) -> ValueMap { other.reduce(into: self) { $0[$1.key] = $1.value } }
}

extension HostReader {
    /// The bytes that a source means: a file of the file server, or of this machine; nil when it isn't there.
    func source(_ source: String, in run: RunContext) async throws -> [UInt8]? {
        if source.hasPrefix("salt://") { return try await run.services.file(source, environment: run.environment) }
        let local = source.hasPrefix("file://") ? String(source.dropFirst(7)) : source
        guard local.hasPrefix("/"), files.isFile(local) else { return nil }
        return try files.read(local)
    }
}
