import Glibc
import Values

extension DirectoryTree: DetailedFileTree {
    package func mode(of path: String, environment: String) -> UInt32? {
        guard let file = resolve(path, environment: environment) else { return nil }
        var status = stat()
        return stat(file, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    package func links(below directory: String, environment: String) throws -> [String: String] {
        var found: [String: String] = [:]
        try walk(below: directory, environment) { path, entry in
            if entry.kind == S_IFLNK, found[path] == nil { found[path] = entry.target }
        }
        return found
    }

    package func directories(below directory: String, environment: String) throws -> Set<String> {
        var found: Set<String> = []
        try walk(below: directory, environment) { path, entry in
            if entry.kind == S_IFDIR || entry.leadsToDirectory { found.insert(path) }
        }
        return found
    }

    /// A name in a directory that is open.
    private struct Entry {
        let directory: Int32
        let name: String
        let kind: mode_t

        /// What a link says.
        var target: String? {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlinkat(directory, name, &buffer, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        var leadsToDirectory: Bool {
            var status = stat()
            return fstatat(directory, name, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }

    /// Visits everything below a directory of each root; links are not followed.
    ///
    /// - Throws: when a directory is there but can't be listed, as for `files`.
    private func walk(
        below directory: String, _ environment: String, _ visit: (String, Entry) -> Void
    ) throws(Diagnostic) {
        for root in roots[environment, default: []] {
            guard directory.isEmpty || TreePath.components(directory) != nil else { continue }
            try walk(root, directory.isEmpty ? "" : directory + "/", depth: 0, visit)
        }
    }

    private func walk(
        _ root: String, _ prefix: String, depth: Int, _ visit: (String, Entry) -> Void
    ) throws(Diagnostic) {
        guard depth < Self.maximumDepth, let handle = try Self.stream(TreePath.components(prefix) ?? [], below: root)
        else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard name != ".", name != "..", fstatat(dirfd(handle), name, &status, AT_SYMLINK_NOFOLLOW) == 0
            else { continue }
            let kind = status.st_mode & S_IFMT
            visit(prefix + name, Entry(directory: dirfd(handle), name: name, kind: kind))
            if kind == S_IFDIR { try walk(root, "\(prefix)\(name)/", depth: depth + 1, visit) }
        }
    }
}
