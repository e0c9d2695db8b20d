import Jinja
import Values

/// Templates from one environment of a file tree.
struct TreeLoader: TemplateLoader {
    let locator: SLSLocator
    let environment: String

    func source(of name: String) throws -> String? {
        // Formulas name files with their scheme as well as without.
        let path = name.hasPrefix("salt://") ? String(name.dropFirst("salt://".count)) : name
        return try locator.text(of: path, environment: environment)
    }
}
