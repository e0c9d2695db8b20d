package import Compiler

/// Where a run's files come from: the master, or directories of this machine.
package protocol FileTreeSource: Sendable {
    /// A view that does not change during one run.
    ///
    /// - Throws: when the source can't be reached.
    func tree() async throws -> any FileTree
}

/// Directories of this machine (`file_roots`).
package struct LocalFileTreeSource: FileTreeSource {
    private let directories: DirectoryTree

    /// - Parameter roots: directories by environment. `base` exists even when nothing is listed for it.
    package init(roots: [String: [String]]) {
        directories = DirectoryTree(roots.merging(["base": []]) { given, _ in given })
    }

    package func tree() -> any FileTree { directories }
}
