import Execution
import Host
import Values

/// Where the content of a managed file comes from.
struct ManagedContent: Sendable {
    enum Kind: Sendable, Hashable {
        /// Nobody said: an empty file is made where there is none.
        case unspecified
        /// The first that exists is taken.
        case sources([ManagedSource], isList: Bool)
        case text([String])
        case pillar([String])
        case grains([String])
    }

    enum Outcome: Sendable, Hashable {
        /// The mode is the source's.
        case bytes([UInt8], mode: FileMode?)
        case unspecified
        /// The file has the content that was asked for, by its hash.
        case verified
        case failed(String)
    }

    let kind: Kind

    var hasSources: Bool { if case .sources = kind { true } else { false } }

    private let path: String
    private let template: String?
    private let context: ValueMap
    private let endsWithNewline: Bool
    private let delimiter: String
    private let allowsEmpty: Bool
    private let permissions: Permissions
    private let checks: ManagedSource.Checks

    /// - Parameter source: the one source, where the argument `source` is not the function's.
    init(
        path: String, permissions: Permissions, keepsMode: Bool, source: String? = nil,
        _ arguments: inout ArgumentDecoder
    ) {
        self.path = path
        self.permissions = permissions
        if let source {
            kind = .sources([ManagedSource(url: source, hash: arguments.text("source_hash"))], isList: false)
        } else {
            kind = Self.kind(&arguments)
        }
        template = arguments.text("template")
        if let template, template != "jinja" {
            arguments.refuse("template", "'\(template)' is not a template engine here", hint: "use jinja")
        }
        context = (arguments.map("defaults") ?? [:]).replacing(with: arguments.map("context") ?? [:])
        endsWithNewline = arguments.flag("contents_newline", default: true)
        delimiter = arguments.text("contents_delimiter", default: ":")
        allowsEmpty = arguments.flag("allow_empty", default: true)
        checks = ManagedSource.Checks(
            path: path, hashName: arguments.text("source_hash_name"),
            skips: arguments.flag("skip_verify", default: false), isTemplate: template != nil,
            needsMode: keepsMode)
        // Nothing is kept of a source here, and certificates are always verified.
        for name in ["keep_source", "verify_ssl"] { _ = arguments.value(name) }
    }

    private static func kind(_ arguments: inout ArgumentDecoder) -> Kind {
        var kinds: [Kind] = []
        if let sources = sources(&arguments) { kinds.append(sources) }
        if let value = arguments.value("contents") { kinds.append(.text(texts(value))) }
        if let paths = arguments.texts("contents_pillar") { kinds.append(.pillar(paths)) }
        if let paths = arguments.texts("contents_grains") { kinds.append(.grains(paths)) }
        if kinds.count > 1 {
            if case .sources = kinds[0] {
                arguments.refuse(
                    "source",
                    "'source' cannot be used in combination with 'contents', 'contents_pillar', or 'contents_grains'")
            } else {
                arguments.refuse(
                    "contents", "Only one of 'contents', 'contents_pillar', and 'contents_grains' is permitted")
            }
        }
        return kinds.first ?? .unspecified
    }

    /// A source, or several, each of which may be written `url: hash`.
    private static func sources(_ arguments: inout ArgumentDecoder) -> Kind? {
        let hash = arguments.text("source_hash")
        guard let value = arguments.value("source"), value.isTruthy else { return nil }
        let sources = (value.list ?? [value]).compactMap { item in
            if let pair = item.map?.first {
                return ManagedSource(url: pair.key.scalarText ?? "", hash: pair.value.scalarText ?? hash)
            }
            return item.scalarText.map { ManagedSource(url: $0, hash: hash) }
        }
        return .sources(sources, isList: value.list != nil)
    }

    private static func texts(_ value: Value) -> [String] { (value.list ?? [value]).map(PythonText.string) }

    func outcome(reader: HostReader, run: RunContext) async throws -> Outcome {
        switch kind {
        case .unspecified: return .unspecified
        case .sources(let sources, let isList): return try await source(sources, isList: isList, reader, run)
        case .text(let parts): return try await finish(parts, "'contents'", run)
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
        let argument = kind == "Pillar" ? "contents_pillar" : "contents_grains"
        return try await finish(parts, "\(argument) \(paths.joined(separator: ", "))", run)
    }

    private func source(
        _ sources: [ManagedSource], isList: Bool, _ reader: HostReader, _ run: RunContext
    ) async throws -> Outcome {
        var chosen = isList ? nil : sources.first
        for source in sources where chosen == nil {
            if try await source.exists(reader, run) { chosen = source }
        }
        guard let chosen else { return .failed("Unable to manage file: none of the specified sources were found") }
        switch try await chosen.outcome(checks, reader, run) {
        case .verified: return .verified
        case .failed(let reason):
            let isComplete = reason.hasPrefix("Specified ") || reason.hasPrefix("Unable to manage") || run.isTest
            return .failed(isComplete ? reason : "Unable to manage file: \(reason)")
        case .found(let bytes, let mode):
            guard template != nil else { return .bytes(bytes, mode: mode) }
            guard let text = FileText.text(bytes) else {
                return .failed("Unable to manage file: \(chosen.url) is no text")
            }
            return try await rendered(text, named: chosen.url, mode, run)
        }
    }

    /// Every line ends with one newline, the last one as well unless that is not wanted.
    private func finish(_ parts: [String], _ argument: String, _ run: RunContext) async throws -> Outcome {
        if !allowsEmpty, parts.allSatisfy(\.isEmpty) {
            return .failed(
                "\(argument) value would result in empty contents. Set allow_empty to True to allow the managed file "
                    + "to be empty.")
        }
        var text = parts.flatMap(TextLines.bare).map { "\($0)\n" }.joined()
        if !endsWithNewline { text = String(text.reversed().drop(while: \.isNewline).reversed()) }
        return template == nil ? .bytes(Array(text.utf8), mode: nil) : try await rendered(text, named: path, nil, run)
    }

    private func rendered(
        _ text: String, named name: String, _ mode: FileMode?, _ run: RunContext
    ) async throws -> Outcome {
        var names: ValueMap = [
            "name": .string(path), "source": .string(name), "user": Value(permissions.user),
            "group": Value(permissions.group), "mode": Value(permissions.mode?.description), "attrs": nil,
        ]
        if let collected = Accumulators.context(for: path, in: run) { names["accumulator"] = collected }
        names = names.replacing(with: context)
        do {
            let output = try await run.services.render(template: text, named: name, context: names, in: run)
            return .bytes(Array(output.utf8), mode: mode)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .failed("Unable to manage file: \(error)")
        }
    }
}
