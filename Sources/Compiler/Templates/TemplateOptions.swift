import Jinja
import Values

/// What the configuration and a file's header say about how Jinja reads templates: `jinja_sls_env` for SLS files,
/// `jinja_env` for all others, `#jinja2: {...}` for one, and the older `jinja_trim_blocks`, `jinja_lstrip_blocks` and
/// `allow_undefined`.
struct TemplateOptions {
    private static let known = ["trim_blocks", "lstrip_blocks"]

    private let configuration: ValueMap
    /// The name of the setting that holds for the file.
    private let setting: String
    private let header: ValueMap

    init(_ configuration: ValueMap, isSLS: Bool, header: ValueMap = [:]) {
        self.configuration = configuration
        setting = isSLS ? "jinja_sls_env" : "jinja_env"
        self.header = header
    }

    private var configured: ValueMap { configuration[setting]?.map ?? [:] }

    /// - Throws: an option that is not known here, such as another delimiter: the template would mean something else.
    func check(for source: TemplateSource) throws(Diagnostic) {
        try check(configured, of: "'\(setting)' in the configuration", source)
        try check(header, of: "its header", source)
    }

    var options: Environment.Options {
        var options = Environment.Options.salt
        options.trimBlocks = isOn("trim_blocks")
        options.lstripBlocks = isOn("lstrip_blocks")
        options.allowsUndefined = configuration["allow_undefined"]?.isTruthy ?? false
        return options
    }

    private func isOn(_ name: String) -> Bool {
        (header[name] ?? configured[name] ?? configuration["jinja_\(name)"])?.isTruthy ?? false
    }

    private func check(_ options: ValueMap, of origin: String, _ source: TemplateSource) throws(Diagnostic) {
        for name in options.keyTexts where !Self.known.contains(name) {
            throw Diagnostic(
                "the option of Jinja '\(name)' that \(origin) asks for is not supported",
                at: SourceLocation(file: source.path, line: 1, column: 1),
                hint: NearestName.hint(for: name, among: Self.known)
                    ?? "supported are \(Self.known.joined(separator: " and "))")
        }
    }
}
