package import Values
package import YAML

/// Renders files through the pipe that their first line asks for (`#!jinja|yaml`), or the default one.
package struct RendererPipe: Sendable {
    private let renderers: [String: any Renderer]
    private let standard: String
    private let permission: RendererPermission

    /// What a shebang may name.
    package static let names = ["gpg", "jinja", "json", "text", "yaml", "yamlex"]

    /// - Parameters:
    ///   - jinja: the template engine with everything that its templates may see.
    ///   - standard: the pipe for files without a shebang (`renderer` in the configuration).
    ///   - permission: the renderers that a file may name.
    ///   - decrypt: what the renderer `gpg` asks.
    package init(
        jinja: any Renderer, standard: String = "jinja|yaml", permission: RendererPermission = RendererPermission(),
        decrypt: GPGRenderer.Decryption? = nil
    ) {
        self.permission = permission
        renderers = [
            "jinja": jinja, "yaml": YAMLRenderer(), "yamlex": YAMLRenderer(aggregates: true), "json": JSONRenderer(),
            "text": TextRenderer(), "gpg": GPGRenderer(decrypt),
        ]
        self.standard = standard
    }

    /// The data that a file renders to; text when its pipe ends in text.
    package func render(_ source: TemplateSource) throws(Diagnostic) -> LocatedValue {
        var current = Rendered.text(source.text, lines: nil)
        do throws(Diagnostic) {
            for name in try pipe(of: source) {
                guard let renderer = renderers[name] else { throw unknown(name, in: source) }
                if let setting = permission.refusal(of: name) { throw forbidden(name, setting, in: source) }
                current = try renderer.render(current, of: source)
            }
        } catch {
            throw framed(error, in: source)
        }
        switch current {
        case .data(let data): return data
        case .text(let text, _):
            return LocatedValue(.scalar(.string(text)), at: SourceLocation(file: source.path, line: 1, column: 1))
        }
    }

    /// The text of a template, whatever shebang it has: for files that are not SLS.
    package func renderText(_ source: TemplateSource) throws(Diagnostic) -> String {
        guard let jinja = renderers["jinja"] else { return source.text }
        do throws(Diagnostic) {
            guard case .text(let text, _) = try jinja.render(.text(source.text, lines: nil), of: source) else {
                return ""
            }
            return text
        } catch {
            throw framed(error, in: source)
        }
    }

    private func pipe(of source: TemplateSource) throws(Diagnostic) -> [String] {
        let first = source.text.prefix { !$0.isNewline }
        var pipe = standard[...]
        if first.hasPrefix("#!"), !first.hasPrefix("#!/") { pipe = first.dropFirst(2) }
        let names = pipe.split(separator: "|").compactMap { element in
            // What follows the name are arguments; `-s` is the only one that exists, and says what is the case here.
            element.split(separator: " ").first.map(String.init)
        }.flatMap(Self.spelledOut)
        guard names.isEmpty else { return names }
        throw Diagnostic(
            "the first line names no renderer", at: SourceLocation(file: source.path, line: 1, column: 1),
            hint: "write one after '#!', as in '#!jinja|yaml', or leave the line out")
    }

    /// The one-word pipes of old: `yaml_jinja` is `jinja|yaml`.
    private static func spelledOut(_ name: String) -> [String] {
        switch name {
        case "yaml_jinja": ["jinja", "yaml"]
        case "yamlex_jinja": ["jinja", "yamlex"]
        case "json_jinja": ["jinja", "json"]
        default: [name]
        }
    }

    private func unknown(_ name: String, in source: TemplateSource) -> Diagnostic {
        let known = Self.names
        return Diagnostic(
            "the renderer '\(name)' is not available", at: SourceLocation(file: source.path, line: 1, column: 1),
            hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
    }

    private func forbidden(_ name: String, _ setting: String, in source: TemplateSource) -> Diagnostic {
        Diagnostic(
            "the renderer '\(name)' is not allowed here", at: SourceLocation(file: source.path, line: 1, column: 1),
            hint: "'\(setting)' in the configuration says so")
    }

    /// An error in this file's own text shows the lines around it.
    private func framed(_ error: Diagnostic, in source: TemplateSource) -> Diagnostic {
        var error = error
        if error.frame == nil, let place = error.location, place.file == source.path {
            error.frame = Diagnostic.frame(of: source.text, at: place)
        }
        return error
    }
}
