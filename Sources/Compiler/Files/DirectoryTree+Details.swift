import Glibc

extension DirectoryTree: DetailedFileTree {
    package func mode(of path: String, environment: String) -> UInt32? {
        guard let file = resolve(path, environment: environment) else { return nil }
        var status = stat()
        return stat(file, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    package func links(below directory: String, environment: String) -> [String: String] {
        var found: [String: String] = [:]
        walk(below: directory, environment) { path, file, kind in
            if kind == S_IFLNK, found[path] == nil { found[path] = Self.target(of: file) }
        }
        return found
    }

    package func directories(below directory: String, environment: String) -> Set<String> {
        var found: Set<String> = []
        walk(below: directory, environment) { path, file, kind in
            var status = stat()
            let isDirectory = kind == S_IFDIR || stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isDirectory { found.insert(path) }
        }
        return found
    }

    /// Visits everything below a directory of each root; links are not followed.
    private func walk(
        below directory: String, _ environment: String, _ visit: (String, String, mode_t) -> Void
    ) {
        for root in roots[environment, default: []] {
            guard directory.isEmpty || TreePath.components(directory) != nil else { continue }
            walk(root, directory.isEmpty ? "" : directory + "/", depth: 0, visit)
        }
    }

    private func walk(
        _ root: String, _ prefix: String, depth: Int, _ visit: (String, String, mode_t) -> Void
    ) {
        guard depth < Self.maximumDepth, let handle = opendir("\(root)/\(prefix)") else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard name != ".", name != "..", lstat("\(root)/\(prefix)\(name)", &status) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            visit(prefix + name, "\(root)/\(prefix)\(name)", kind)
            if kind == S_IFDIR { walk(root, "\(prefix)\(name)/", depth: depth + 1, visit) }
        }
    }

    private static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
