/// The files that SLS, pillar and templates come from, by environment (`saltenv`) and path relative to its roots.
///
/// A path is made of components joined by `/`; implementations refuse to leave their roots, whatever the path says.
package protocol FileTree: Sendable {
    /// `base` first.
    var environments: [String] { get }

    /// The bytes of a file; nil when no root has it or the path leads outside.
    func read(_ path: String, environment: String) throws -> [UInt8]?

    /// The paths of all files, in order of their text.
    func files(environment: String) throws -> [String]
}

/// Checks on paths that every tree needs.
enum TreePath {
    /// The components of a relative path without `.`; nil when it is absolute or climbs out with `..`.
    static func components(_ path: String) -> [Substring]? {
        guard !path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
        // Bytes, as the kernel sees them: a "/" with an accent on it is one character, which is no "/".
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        return parts.contains { $0.elementsEqual("..".utf8) } || parts.isEmpty ? nil : parts.map(Substring.init)
    }
}
