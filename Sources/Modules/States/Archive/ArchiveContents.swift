import Values

/// The paths in an archive.
package struct ArchiveContents: Sendable, Hashable {
    /// Each with a `/` at its end.
    var directories: [String]
    /// What is neither directory nor symbolic link.
    var files: [String]
    var links: [String]
    /// All names in the order of the archive, without a `/` at the end.
    var names: [String]

    /// With the first parts of every path taken off; what has no more is left out.
    func stripped(of components: Int) -> ArchiveContents {
        func strip(_ paths: [String]) -> [String] {
            paths.compactMap { path in
                let parts = path.split(separator: "/", maxSplits: components, omittingEmptySubsequences: false)
                return parts.count > components && !parts[components].isEmpty ? String(parts[components]) : nil
            }.sorted()
        }
        return ArchiveContents(
            directories: strip(directories), files: strip(files), links: strip(links), names: names)
    }

    var topDirectories: [String] {
        var found = directories.sorted().filter { $0.count(where: { $0 == "/" }) == 1 }
        let all = directories + files + links
        guard let first = all.first else { return found }
        let common = all.reduce(first[...]) { $0.commonPrefix(with: $1) }
        if let slash = common.firstIndex(of: "/") {
            let prefix = String(common[...slash])
            if !found.contains(prefix) { found.append(prefix) }
        }
        return found
    }

    var topFiles: [String] { files.sorted().filter { !$0.contains("/") } }
    var topLinks: [String] { links.sorted().filter { !$0.contains("/") } }
}

extension Substring {
    fileprivate func commonPrefix(with other: String) -> Substring {
        prefix(zip(self, other).prefix { $0 == $1 }.count)
    }
}
