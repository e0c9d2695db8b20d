package import Values

/// A configuration and what is to be said about it.
package struct LoadedConfiguration<Configuration: Sendable>: Sendable {
    package var configuration: Configuration
    /// Unknown keys, each with the nearest known name, and files and directories that are not there; each with its place.
    package var warnings: [Diagnostic]
    /// The files that were read; empty when there were none and everything is a default.
    package var files: [String]

    package init(_ configuration: Configuration, warnings: [Diagnostic], files: [String]) {
        self.configuration = configuration
        self.warnings = warnings
        self.files = files
    }
}
