package import Values

/// A part of `external_auth` that can't work.
package struct AccessProblem: Error, Sendable {
    /// The keys below `external_auth` that lead to it, such as `file` and `fred`; empty for all of it.
    package let path: [String]
    package let diagnostic: Diagnostic

    init(_ path: [String], _ message: String, hint: String? = nil) {
        self.path = path
        diagnostic = Diagnostic(message, hint: hint)
    }
}
