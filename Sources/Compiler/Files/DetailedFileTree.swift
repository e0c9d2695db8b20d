/// A tree that also knows what its files are beside their content: modes, symbolic links, empty directories.
package protocol DetailedFileTree: FileTree {
    /// The twelve permission bits of a file; nil when they aren't known.
    func mode(of path: String, environment: String) throws -> UInt32?

    /// Symbolic links with what they lead to, as it is written.
    ///
    /// - Parameter directory: only what is below it; empty for all. The paths begin at the roots.
    func links(below directory: String, environment: String) throws -> [String: String]

    /// Directories, empty ones and links to directories included.
    func directories(below directory: String, environment: String) throws -> Set<String>
}
