import Compiler
import Host
import Values

/// What the file server's files are beside their content: modes, symbolic links, empty directories.
///
/// Known where they are directories of this machine. A master sends contents only: there are no modes, no links and no
/// empty directories then.
struct FileTreeDetails {
    private let roots: [String: [String]]
    private let files = SystemFiles()
    private let tree: DirectoryTree?

    init(_ tree: any FileTree) {
        self.tree = tree as? DirectoryTree
        roots = self.tree?.roots ?? [:]
    }

    /// The mode of a file; nil when it isn't known.
    func mode(of path: String, environment: String) throws -> FileMode? {
        guard let file = tree?.resolve(path, environment: environment) else { return nil }
        return try files.status(of: file).map { FileMode(bits: $0.mode) }
    }

    /// Symbolic links below a directory, with what they lead to as it is written; paths begin below the directory.
    func links(in directory: String, environment: String) throws -> [(path: String, target: String)] {
        var found: [(path: String, target: String)] = []
        try walk(directory, environment) { path, status, file in
            guard status.kind == .symlink, !found.contains(where: { $0.path == path }) else { return }
            found.append((path, try files.linkTarget(of: file)))
        }
        return found
    }

    /// Directories below a directory, empty ones included.
    func directories(in directory: String, environment: String) throws -> Set<String> {
        var found: Set<String> = []
        try walk(directory, environment) { path, status, file in
            // A link to a directory is one, too.
            if status.kind == .directory || files.isDirectory(file) { found.insert(path) }
        }
        return found
    }

    private func walk(
        _ directory: String, _ environment: String, _ body: (String, FileStatus, String) throws -> Void
    ) throws {
        for root in roots[environment] ?? [] {
            let base = directory.isEmpty ? root : PathText.join(root, directory)
            guard files.isDirectory(base) else { continue }
            for member in try files.walk(base) {
                try body(String(member.path.dropFirst(base.count + 1)), member.status, member.path)
            }
        }
    }
}
