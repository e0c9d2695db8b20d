package import Values

/// Renders the files of the reactor.
package protocol ReactionRendering: Sendable {
    /// - Parameters:
    ///   - file: a `salt://` URL, or a path of this host that may be a glob.
    ///   - data: of the event, as `data` in templates; `tag` is its tag.
    /// - Returns: each file that is meant with what it renders to, in the order of their names.
    /// - Throws: when there is no such file, or it does not render; printable, with the place.
    func render(_ file: String, tag: String, data: ValueMap) async throws -> [(file: String, value: Value)]
}
