import Model

/// One line of `reactor`: the SLS files that an event with a matching tag renders.
package struct ReactorRule: Sendable {
    let tag: Glob
    let files: [String]

    /// - Parameters:
    ///   - tag: a glob over event tags.
    ///   - files: `salt://` URLs, or paths of this host, which may be globs.
    package init(tag: String, files: [String]) {
        self.tag = Glob(tag)
        self.files = files
    }
}
