import Glibc
import Values

/// Directories on disk as `file_roots` lists them: the first root of an environment that has a file wins.
///
/// A path with `..`, and a symbolic link that leads out of its root, is as if it were not there.
package struct DirectoryTree: FileTree {
    static let maximumDepth = 64

    /// Directories by environment.
    package let roots: [String: [String]]

    /// - Parameter roots: directories by environment, the first that has a file wins.
    package init(_ roots: [String: [String]]) { self.roots = roots }

    package var environments: [String] {
        roots.keys.sorted { ($0 == "base" ? 0 : 1, $0) < ($1 == "base" ? 0 : 1, $1) }
    }

    /// - Throws: a `Diagnostic` when the file is there but can't be read.
    package func read(_ path: String, environment: String) throws -> [UInt8]? {
        try read(path, environment: environment, 0..<Int.max)
    }

    /// A stretch of a file, fewer bytes where the file ends before.
    ///
    /// - Throws: a `Diagnostic` when the file is there but can't be read.
    package func read(_ path: String, environment: String, _ stretch: Range<Int>) throws -> [UInt8]? {
        guard let parts = TreePath.components(path) else { return nil }
        for root in roots[environment, default: []] where !root.isEmpty {
            guard let (descriptor, size) = try Self.open(parts, below: root) else { continue }
            defer { close(descriptor) }
            return try Self.bytes(of: descriptor, size, stretch, named: "\(root)/\(path)")
        }
        return nil
    }

    private static func bytes(
        of descriptor: Int32, _ size: Int, _ stretch: Range<Int>, named path: String
    ) throws(Diagnostic) -> [UInt8] {
        let expected = min(max(size - stretch.lowerBound, 0), stretch.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        var buffer = [UInt8](repeating: 0, count: max(4096, min(expected + 1, 65536)))
        // A file of the kernel's own, as in /proc, has no size and ends where it ends.
        while bytes.count < (size > 0 ? expected : stretch.count) {
            let wanted = min(buffer.count, stretch.count - bytes.count)
            let count = pread(descriptor, &buffer, wanted, stretch.lowerBound + bytes.count)
            if count == 0 { break }
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw failure(path)
            }
        }
        return bytes
    }

    /// The file of that path below a root, with its size in bytes.
    private static func open(
        _ parts: [Substring], below root: String
    ) throws(Diagnostic) -> (descriptor: Int32, size: Int)? {
        try descend(parts, below: root, toDirectory: false).flatMap(regular)
    }

    /// Opens what has that path below a root; nil when nothing has. A link is followed as far as it leads, and then the way
    /// there is gone without links: one that is put into a root meanwhile leads nowhere.
    private static func descend(
        _ parts: [Substring], below root: String, toDirectory: Bool
    ) throws(Diagnostic) -> Int32? {
        var outcome = RootDescent(root: root, parts: parts).open(directory: toDirectory)
        if case .blocked = outcome {
            guard let base = real(root), let end = real("\(base)/\(parts.joined(separator: "/"))"), isInside(end, base)
            else { return nil }
            outcome = RootDescent(root: base, parts: rest(of: end, below: base)).open(directory: toDirectory)
        }
        switch outcome {
        case .opened(let descriptor): return descriptor
        case .missing, .blocked: return nil
        case .failed: throw failure("\(root)/\(parts.joined(separator: "/"))")
        }
    }

    /// Closes what is no file.
    private static func regular(_ descriptor: Int32) -> (descriptor: Int32, size: Int)? {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            return (descriptor, Int(status.st_size))
        }
        close(descriptor)
        return nil
    }

    private static func rest(of path: String, below base: String) -> [Substring] {
        path.utf8.dropFirst(base.utf8.count).split(separator: UInt8(ascii: "/")).map(Substring.init)
    }

    /// Opens a directory to be listed; nil when there is none.
    static func stream(_ parts: [Substring], below root: String) throws(Diagnostic) -> OpaquePointer? {
        guard let descriptor = try descend(parts, below: root, toDirectory: true) else { return nil }
        if let stream = fdopendir(descriptor) { return stream }
        close(descriptor)
        throw failure("\(root)/\(parts.joined(separator: "/"))")
    }

    /// The file on disk that `path` means, at this moment; nil when no root has it.
    package func resolve(_ path: String, environment: String) -> String? {
        guard let parts = TreePath.components(path) else { return nil }
        for root in roots[environment, default: []] where !root.isEmpty {
            if let file = Self.file(parts, below: root) { return file }
        }
        return nil
    }

    /// The file of that path below a root. What is reached without a link can't be outside; the rest is followed to its end.
    private static func file(_ parts: [Substring], below root: String) -> String? {
        var path = root
        var kind: mode_t = S_IFDIR
        for part in parts {
            guard kind == S_IFDIR else { return nil }
            path += "/" + part
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            kind = status.st_mode & S_IFMT
            if kind == S_IFLNK { return linkedFile(parts, below: root) }
        }
        return kind == S_IFREG ? path : nil
    }

    private static func linkedFile(_ parts: [Substring], below root: String) -> String? {
        guard let base = real(root), let file = real(base + "/" + parts.joined(separator: "/")), isInside(file, base),
            kind(file) == S_IFREG
        else { return nil }
        return file
    }

    package func files(environment: String) throws -> [String] {
        var found: Set<String> = []
        for root in roots[environment, default: []] {
            guard let base = Self.real(root) else { continue }
            try list(base, prefix: "", inside: base, depth: 0, into: &found)
        }
        return found.sorted()
    }

    private func list(
        _ directory: String, prefix: String, inside base: String, depth: Int, into found: inout Set<String>
    ) throws {
        guard depth < Self.maximumDepth else { return }
        guard let handle = try Self.stream(Self.rest(of: directory, below: base), below: base) else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", let path = Self.real(directory + "/" + name), Self.isInside(path, base)
            else { continue }
            switch Self.kind(path) {
            case S_IFDIR: try list(path, prefix: prefix + name + "/", inside: base, depth: depth + 1, into: &found)
            case S_IFREG: found.insert(prefix + name)
            default: break
            }
        }
    }

    private static func isInside(_ path: String, _ base: String) -> Bool {
        path.hasPrefix(base == "/" ? base : base + "/")
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func kind(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    private static func failure(_ path: String) -> Diagnostic {
        Diagnostic("'\(path)' can't be read: \(String(cString: strerror(errno)))")
    }
}
