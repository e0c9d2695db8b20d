package import Values

/// Everything that templates share: where they come from, their filters, tests and globals, how they are read.
///
/// A value: a copy can be given other filters without touching the original. What a render is given is visible in imported
/// templates too, with or without context, as in Salt.
package struct Environment: Sendable {
    /// Parses text for `load_yaml`, `import_json` and the like.
    package typealias DataParser = @Sendable (_ text: String, _ file: String) throws -> Value

    package struct Options: Sendable {
        package enum TrailingNewline: Sendable {
            /// One newline at the end of every template is dropped (Jinja).
            case strip
            /// Kept (`keep_trailing_newline`).
            case keep
            /// Dropped while rendering; the outermost template's is put back at the end (Salt).
            case restore
        }

        package var trimBlocks = false
        package var lstripBlocks = false
        package var trailingNewline = TrailingNewline.strip
        /// `allow_undefined`: undefined values print as nothing and are false.
        package var allowsUndefined = false
        /// Whether a string value with newlines prints, inside a dict, as a YAML double-quoted scalar.
        package var printsControlCharactersQuoted = true
        package var limits = Limits()
        package var errorStyle = ErrorStyle.numbered
        /// The variables that a template brings itself when it is imported or included: `tplfile`, `tpldir`, `tpldot`.
        /// Called with the name as written and, for a relative one, the name of the importing template.
        package var templateVariables: (@Sendable (_ name: String, _ importer: String?) -> [String: Value])?

        /// Whether a first line `#jinja2: …`, or a second one after a `#!`, is no part of the text.
        package var skipsHeader = false

        package init() {}

        /// Jinja2 as it is out of the box, but strict about undefined values.
        package static var jinja: Options {
            var options = Options()
            options.printsControlCharactersQuoted = false
            return options
        }

        /// As Salt renders SLS files.
        package static var salt: Options {
            var options = Options()
            options.trailingNewline = .restore
            options.skipsHeader = true
            options.errorStyle = .marked
            options.templateVariables = { TemplateName.saltVariables(of: $0, importer: $1) }
            return options
        }
    }

    package let loader: any TemplateLoader
    package private(set) var options: Options
    package var filters: [String: Filter] { didSet { cache = TemplateCache() } }
    package var tests: [String: Test] { didSet { cache = TemplateCache() } }
    package var globals: [String: ContextValue]
    /// By the name in the tag: `yaml`, `json`, `text`.
    package var parsers: [String: DataParser]

    let symbols = SymbolTable()
    private(set) var cache = TemplateCache()

    package init(loader: any TemplateLoader, options: Options = .salt) {
        self.loader = loader
        self.options = options
        filters = Builtins.filters
        tests = Builtins.tests
        globals = Builtins.globals
        parsers = [
            "json": { text, file in try JSON.read(text, file: file) },
            "text": { text, _ in .string(text) },
        ]
    }

    /// The same with other options, for one file that asks for them.
    package func with(_ options: Options) -> Environment {
        var copy = self
        copy.options = options
        copy.cache = TemplateCache()
        return copy
    }

    /// The template of that name, from the loader.
    package func template(named name: String) throws(Diagnostic) -> Template {
        do {
            guard let source = try loader.source(of: name) else {
                throw Failure(name, kind: .templateNotFound)
            }
            return Template(try compiled(source, name), self)
        } catch {
            throw options.errorStyle.shown(Failure.from(error), sources: [:], outermost: name)
        }
    }

    /// A template from its source; `name` is what errors call it and what relative imports start from.
    package func template(source: String, name: String) throws(Diagnostic) -> Template {
        do {
            return Template(try compiled(source, name), self)
        } catch {
            throw options.errorStyle.shown(Failure.from(error), sources: [name: source], outermost: name)
        }
    }

    func compiled(_ source: String, _ name: String) throws -> CompiledTemplate {
        if let known = cache.template(name, source) { return known }
        let template = try Parser.parse(source, file: name, environment: self)
        cache.store(template)
        return template
    }
}
