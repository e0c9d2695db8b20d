import Values
import YAML

/// A rendered SLS taken apart: what it includes, excludes, extends and declares.
struct SLSDocument {
    struct Include {
        enum Environment: Hashable {
            /// That of the including file.
            case own
            case named(String)
            /// The one that has the file, of all that the top files match (`_xenv`).
            case any
        }

        var name: String
        var environment: Environment
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

    var includes: [Include] = []
    var exclusions: [Exclusion] = []
    /// The items of `exclude` as written.
    var writtenExclusions: [Value] = []
    var extensions: [Extension] = []
    var declarations: [StateDeclaration] = []
}
