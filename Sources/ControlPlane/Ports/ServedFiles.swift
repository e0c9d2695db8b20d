/// The file roots on disk that minions are served from.
package protocol ServedFiles: Sendable {
    /// `base` first.
    var environments: [String] { get }

    /// The paths of all files of an environment.
    func files(environment: String) throws -> [String]

    /// The bytes of a file; nil when no root has it.
    func read(_ path: String, environment: String) throws -> [UInt8]?

    /// The bytes of a stretch of a file, fewer where it ends before; nil when no root has it.
    func read(_ path: String, environment: String, _ stretch: Range<Int>) throws -> [UInt8]?

    /// The file on disk that a path means; nil when no root has it.
    func resolve(_ path: String, environment: String) -> String?

    /// Symbolic links with what they lead to, as it is written.
    func links(below directory: String, environment: String) throws -> [String: String]

    /// Directories, empty ones included.
    func directories(below directory: String, environment: String) throws -> Set<String>
}
