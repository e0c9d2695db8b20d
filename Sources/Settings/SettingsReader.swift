import Values
import YAML

/// Takes settings out of a mapping, each with its place: a wrong type is an error, what nobody took is a warning.
///
/// Problems are collected, so that one start shows all of them.
struct SettingsReader {
    private(set) var errors: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []
    private let settings: LocatedValue
    private let texts: [String: String]
    /// `rest_cherrypy:` inside of that key, empty at the top.
    private let path: String
    private var known: [String] = []

    init(_ files: ConfigurationFiles) {
        settings = files.settings
        texts = files.texts
        path = ""
    }

    private init(_ settings: LocatedValue, texts: [String: String], path: String) {
        self.settings = settings
        self.texts = texts
        self.path = path
    }

    /// The setting, taken; nil when it is missing or empty.
    mutating func take(_ key: String) -> LocatedValue? {
        known.append(key)
        guard let value = settings[key], !value.isNull else { return nil }
        return value
    }

    /// The first of several names of one setting that is there.
    mutating func take(anyOf keys: [String]) -> LocatedValue? {
        var found: LocatedValue?
        for key in keys { found = found ?? take(key) }
        return found
    }

    mutating func reject(_ message: String, at place: LocatedValue, hint: String? = nil) {
        errors.append(
            Diagnostic(
                message, at: place.location,
                frame: texts[place.location.file].map { Diagnostic.frame(of: $0, at: place.location) }, hint: hint))
    }

    /// Says what an operator should know, but may be meant.
    mutating func warn(_ message: String, at place: LocatedValue, hint: String? = nil) {
        warnings.append(Diagnostic(message, severity: .warning, at: place.location, hint: hint))
    }

    /// Says that a setting has the wrong type: "'timeout' is a number of seconds, not a list".
    mutating func rejectType(of key: String, is expected: String, found value: LocatedValue, hint: String? = nil) {
        reject("'\(path)\(key)' is \(expected), not \(value.kindName)", at: value, hint: hint)
    }

    /// Reads a mapping inside of this one with the same rules.
    mutating func section<Result>(
        _ value: LocatedValue, named key: String, _ read: (inout SettingsReader) -> Result
    ) -> Result? {
        guard value.entries != nil else {
            rejectType(of: key, is: "a mapping", found: value)
            return nil
        }
        var reader = SettingsReader(value, texts: texts, path: "\(path)\(key):")
        let result = read(&reader)
        reader.warnAboutUnknown()
        errors += reader.errors
        warnings += reader.warnings
        return result
    }

    /// A warning for each key that nobody took, with the nearest one that somebody did.
    mutating func warnAboutUnknown() {
        for entry in settings.entries ?? [] where !known.contains(entry.key.text) {
            warnings.append(
                Diagnostic(
                    "unknown key '\(path)\(entry.key.text)', it has no effect", severity: .warning,
                    at: entry.key.location, hint: NearestName.hint(for: entry.key.text, among: known)))
        }
    }
}
