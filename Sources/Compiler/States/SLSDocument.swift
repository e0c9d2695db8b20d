import Values
import YAML

/// A rendered SLS taken apart: what it includes, excludes, extends and declares.
struct SLSDocument {
    struct Include {
        var name: String
        /// Nil: the environment of the including file.
        var environment: String?
        var location: SourceLocation
    }

    /// What `extend` changes in another declaration.
    struct Extension {
        var id: String
        var location: SourceLocation
        var sls: String
        var environment: String
        var modules: [ModuleDeclaration]
    }

    enum Exclusion: Hashable {
        case sls(String)
        case id(String)
    }

    var includes: [Include] = []
    var exclusions: [Exclusion] = []
    var extensions: [Extension] = []
    var declarations: [StateDeclaration] = []
}
