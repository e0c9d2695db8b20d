import Compiler
import Host
import Values

/// What the file server's files are beside their content: modes, symbolic links, empty directories.
///
/// A master before these were told sends contents only: there are no modes, no links and no empty directories then.
struct FileTreeDetails {
    private let tree: (any DetailedFileTree)?

    init(_ tree: any FileTree) { self.tree = tree as? any DetailedFileTree }

    /// The mode of a file; nil when it isn't known.
    func mode(of path: String, environment: String) throws -> FileMode? {
        try tree?.mode(of: path, environment: environment).map { FileMode(bits: $0) }
    }

    /// Symbolic links below a directory, with what they lead to as it is written; paths begin below the directory.
    func links(in directory: String, environment: String) throws -> [(path: String, target: String)] {
        let links = try tree?.links(below: directory, environment: environment) ?? [:]
        return links.map { (Self.path($0.key, below: directory), $0.value) }.sorted { $0.path < $1.path }
    }

    /// Directories below a directory, empty ones included.
    func directories(in directory: String, environment: String) throws -> Set<String> {
        let found = try tree?.directories(below: directory, environment: environment) ?? []
        return Set(found.map { Self.path($0, below: directory) })
    }

    private static func path(_ path: String, below directory: String) -> String {
        directory.isEmpty ? path : String(path.dropFirst(directory.count + 1))
    }
}
