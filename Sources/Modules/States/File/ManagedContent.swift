import Execution
import Host
import Values

/// Where the content of a managed file comes from.
struct ManagedContent: Sendable {
    enum Kind: Sendable, Hashable {
        /// Nobody said: an empty file is made where there is none.
        case unspecified
        case sources([String])
        case text([String])
        case pillar([String])
        case grains([String])
    }

    enum Outcome: Sendable, Hashable {
        case bytes([UInt8])
        case unspecified
        case failed(String)
    }

    let path: String
    let kind: Kind
    let template: String?
    let context: ValueMap
    let endsWithNewline: Bool
    let delimiter: String
    let allowsEmpty: Bool
    let permissions: Permissions

    init(path: String, permissions: Permissions, _ arguments: inout ArgumentDecoder) {
        self.path = path
        self.permissions = permissions
        kind = Self.kind(&arguments)
        template = arguments.text("template")
        if let template, template != "jinja" {
            arguments.refuse("template", "'\(template)' is not a template engine here", hint: "use jinja")
        }
        let defaults = arguments.map("defaults") ?? [:]
        context = (arguments.map("context") ?? [:]).reduce(into: defaults) { $0[$1.key] = $1.value }
        endsWithNewline = arguments.flag("contents_newline", default: true)
        delimiter = arguments.text("contents_delimiter", default: ":")
        allowsEmpty = arguments.flag("allow_empty", default: true)
        // These concern sources that are fetched over a network; what they ask for always holds here.
        for name in ["keep_source", "skip_verify", "verify_ssl", "source_hash", "source_hash_name"] {
            _ = arguments.value(name)
        }
    }

    private static func kind(_ arguments: inout ArgumentDecoder) -> Kind {
        var kinds: [(name: String, kind: Kind)] = []
        if let value = arguments.value("source") { kinds.append(("source", .sources(sources(value)))) }
        if let value = arguments.value("contents") { kinds.append(("contents", .text(texts(value)))) }
        if let paths = arguments.texts("contents_pillar") { kinds.append(("contents_pillar", .pillar(paths))) }
        if let paths = arguments.texts("contents_grains") { kinds.append(("contents_grains", .grains(paths))) }
        if kinds.count > 1 {
            let names = kinds.map { "'\($0.name)'" }.joined(separator: ", ")
            arguments.refuse(kinds[1].name, "only one of \(names) is permitted")
        }
        return kinds.first?.kind ?? .unspecified
    }

    /// A source, or several of which the first that exists is taken; one may be written `url: hash`.
    private static func sources(_ value: Value) -> [String] {
        (value.list ?? [value]).compactMap { $0.scalarText ?? $0.map?.keyTexts.first }
    }

    private static func texts(_ value: Value) -> [String] {
        (value.list ?? [value]).map { $0.scalarText ?? ($0.isNull ? "" : JSON.write($0)) }
    }

    func outcome(reader: HostReader, run: RunContext) async throws -> Outcome {
        switch kind {
        case .unspecified: return .unspecified
        case .sources(let sources): return try await source(sources, reader, run)
        case .text(let parts): return try await finish(parts, named: path, run)
        case .pillar(let paths): return try await look(up: paths, in: .map(run.pillar), "Pillar", run)
        case .grains(let paths): return try await look(up: paths, in: .map(run.grains), "Grain", run)
        }
    }

    private func look(up paths: [String], in root: Value, _ kind: String, _ run: RunContext) async throws -> Outcome {
        var parts: [String] = []
        for path in paths {
            guard let value = root.value(at: path, delimiter: delimiter), !value.isNull else {
                return .failed("\(kind) \(path) does not exist")
            }
            parts += Self.texts(value)
        }
        return try await finish(parts, named: path, run)
    }

    private func source(_ sources: [String], _ reader: HostReader, _ run: RunContext) async throws -> Outcome {
        for source in sources {
            guard let bytes = try await bytes(of: source, reader, run) else { continue }
            guard template != nil else { return .bytes(bytes) }
            guard let text = FileText.text(bytes) else { return .failed("Unable to manage file: \(source) is no text") }
            return try await rendered(text, named: source, run)
        }
        guard sources.count == 1, let only = sources.first else {
            return .failed("Unable to manage file: none of the specified sources were found")
        }
        if only.hasPrefix("http://") || only.hasPrefix("https://") || only.hasPrefix("ftp://") {
            return .failed("Unable to manage file: \(only) can't be fetched; put the file under a file root")
        }
        let place = only.hasPrefix("salt://") ? " in saltenv '\(run.environment)'" : ""
        let prefix = run.isTest ? "" : "Unable to manage file: "
        return .failed("\(prefix)Source file \(only) not found\(place)")
    }

    private func bytes(of source: String, _ reader: HostReader, _ run: RunContext) async throws -> [UInt8]? {
        if source.hasPrefix("salt://") {
            return try await run.services.file(source, environment: run.environment)
        }
        let local = source.hasPrefix("file://") ? String(source.dropFirst(7)) : source
        guard local.hasPrefix("/"), reader.files.isFile(local) else { return nil }
        return try reader.files.read(local)
    }

    /// Every line ends with one newline, the last one as well unless that is not wanted.
    private func finish(_ parts: [String], named name: String, _ run: RunContext) async throws -> Outcome {
        var text = parts.flatMap { part in
            part.split(separator: "\n", omittingEmptySubsequences: false).dropLast(part.hasSuffix("\n") ? 1 : 0)
        }.joined(separator: "\n")
        if !text.isEmpty, endsWithNewline { text += "\n" }
        if text.isEmpty, !allowsEmpty { return .failed("contents are empty, and allow_empty is False") }
        return template == nil ? .bytes(Array(text.utf8)) : try await rendered(text, named: name, run)
    }

    private func rendered(_ text: String, named name: String, _ run: RunContext) async throws -> Outcome {
        var names: ValueMap = [
            "name": .string(path), "source": .string(name), "user": Value(permissions.user),
            "group": Value(permissions.group), "mode": Value(permissions.mode?.description), "attrs": nil,
        ]
        for (key, value) in context { names[key] = value }
        do {
            let output = try await run.services.render(template: text, named: name, context: names, in: run)
            return .bytes(Array(output.utf8))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .failed("Unable to manage file: \(error)")
        }
    }
}
