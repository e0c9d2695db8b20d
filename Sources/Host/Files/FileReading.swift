import Glibc

/// What may be read of this machine's files. Paths are absolute.
package protocol FileReading: Sendable {
    /// - Parameter following: whether a link is looked through.
    /// - Returns: nil when nothing is there.
    func status(of path: String, following: Bool) throws(FileError) -> FileStatus?
    func read(_ path: String) throws(FileError) -> [UInt8]
    /// The first bytes, `count` at most. Waits for nobody: a pipe without a writer has none.
    func read(_ path: String, first count: Int) throws(FileError) -> [UInt8]
    /// The names in a directory, sorted.
    func list(_ path: String) throws(FileError) -> [String]
    func linkTarget(of path: String) throws(FileError) -> String
}

extension FileReading {
    package func read(_ path: String, first count: Int) throws(FileError) -> [UInt8] {
        Array(try read(path).prefix(count))
    }

    package func status(of path: String) throws(FileError) -> FileStatus? { try status(of: path, following: true) }

    /// False for what can't be looked at, as Python's `os.path.exists`.
    package func exists(_ path: String) -> Bool { kind(of: path) != nil }

    package func isDirectory(_ path: String) -> Bool { kind(of: path) == .directory }

    package func isFile(_ path: String) -> Bool { kind(of: path) == .file }

    package func isLink(_ path: String) -> Bool { kind(of: path, following: false) == .symlink }

    private func kind(of path: String, following: Bool = true) -> FileStatus.Kind? {
        do { return try status(of: path, following: following)?.kind } catch { return nil }
    }

    package func readText(_ path: String) throws(FileError) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// The path that a link leads to, link by link; that of the last part only, which may be missing.
    ///
    /// - Throws: when links lead in a circle.
    package func destination(of path: String) throws(FileError) -> String {
        var current = path
        for _ in 0..<40 {
            guard try status(of: current, following: false)?.kind == .symlink else { return current }
            current = PathText.join(PathText.directory(of: current), try linkTarget(of: current))
        }
        throw FileError("follow the link", path, code: ELOOP)
    }

    /// Every path under a directory, itself excluded, parents before what they hold; links are not followed.
    package func walk(_ path: String) throws(FileError) -> [(path: String, status: FileStatus)] {
        var found: [(path: String, status: FileStatus)] = []
        for name in try list(path) {
            let child = PathText.join(path, name)
            guard let status = try status(of: child, following: false) else { continue }
            found.append((child, status))
            if status.kind == .directory { found += try walk(child) }
        }
        return found
    }
}
