/// Files held in memory: what a test or a job brings with it.
package struct MemoryTree: FileTree {
    private let contents: [String: [String: String]]

    /// - Parameter contents: text by path, by environment.
    package init(environments contents: [String: [String: String]]) { self.contents = contents }

    /// One environment, `base`.
    package init(_ files: [String: String]) { contents = ["base": files] }

    package var environments: [String] {
        contents.keys.sorted { ($0 == "base" ? 0 : 1, $0) < ($1 == "base" ? 0 : 1, $1) }
    }

    package func read(_ path: String, environment: String) -> [UInt8]? {
        guard let parts = TreePath.components(path) else { return nil }
        return contents[environment]?[parts.joined(separator: "/")].map { Array($0.utf8) }
    }

    package func files(environment: String) -> [String] { contents[environment, default: [:]].keys.sorted() }
}

extension MemoryTree: DetailedFileTree {
    package func mode(of path: String, environment: String) -> UInt32? { nil }

    package func links(below directory: String, environment: String) -> [String: String] { [:] }

    /// Those that something is in; there are no others.
    package func directories(below directory: String, environment: String) -> Set<String> {
        let prefix = directory.isEmpty ? "" : "\(directory)/"
        let parents = files(environment: environment).flatMap { path in
            path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
        }
        return Set(parents.filter { $0.hasPrefix(prefix) })
    }
}
