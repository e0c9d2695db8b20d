package import Compiler
import Modules
import Values

/// The master's file roots, fetched by digest and kept: a file that did not change is never fetched twice.
package struct MasterFileTree: FileTreeSource {
    private let link: MasterLink
    private let cache: FileCache
    private let manifests = ManifestMemory()

    /// - Parameter directory: `<root>/cache/files`.
    package init(link: MasterLink, directory: String) {
        self.link = link
        cache = FileCache(directory: directory)
    }

    /// The files as they are now. The manifest of `base` is asked for at once, so that a master that can't be reached
    /// is noticed here; others when they are needed.
    package func tree() async throws -> any FileTree {
        let client = try link.connected()
        let view = MasterFileView(client: client, cache: cache, manifests: manifests)
        try await view.load("base")
        return view
    }
}
