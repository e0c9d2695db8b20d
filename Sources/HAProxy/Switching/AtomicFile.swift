import Glibc

/// Files that a crash leaves either old or new, never half: a temporary file beside, fsync, rename, fsync of the
/// folder.
package enum AtomicFile {
    /// - Parameter mode: The permissions of a file that is new; one that exists keeps its own and its owner.
    package static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws(HAProxyError) {
        let temporary = "\(path).\(getpid()).new"
        do throws(HAProxyError) {
            try writeAndSync(text, to: temporary, like: path, mode: mode)
            guard rename(temporary, path) == 0 else { throw failure(path, "replace") }
        } catch {
            unlink(temporary)
            throw error
        }
        let folder = folder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, "open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder, "sync") }
    }

    /// The file's text, or nil when there is no such file.
    package static func read(_ path: String) throws(HAProxyError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "open")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, used in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                used = max(0, count)
            }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            guard count > 0 || errno == EINTR else { throw failure(path, "read") }
            bytes.append(contentsOf: chunk)
        }
    }

    /// Makes a folder and those above it.
    package static func makeFolder(_ path: String) throws(HAProxyError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path.contains("/"), path != "/" else { throw failure(path, "make the folder") }
        try makeFolder(folder(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path, "make the folder") }
    }

    package static func remove(_ path: String) throws(HAProxyError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure(path, "remove") }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func writeAndSync(_ text: String, to temporary: String, like path: String, mode: UInt32)
        throws(HAProxyError)
    {
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(temporary, "create") }
        defer { close(descriptor) }
        var existing = stat()
        if stat(path, &existing) == 0 {
            guard fchmod(descriptor, existing.st_mode & 0o7777) == 0 else {
                throw failure(temporary, "set the mode of")
            }
            // Only root may give a file away; for anybody else the owner is the same already.
            if geteuid() == 0, fchown(descriptor, existing.st_uid, existing.st_gid) != 0 {
                throw failure(temporary, "set the owner of")
            }
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written >= 0 || errno == EINTR else { throw failure(temporary, "write") }
            rest = rest.dropFirst(max(0, written))
        }
        guard fsync(descriptor) == 0 else { throw failure(temporary, "sync") }
    }

    private static func failure(_ path: String, _ action: String) -> HAProxyError {
        let code = errno
        if code == EACCES || code == EPERM { return .permissionDenied(path: path, action: action) }
        return .fileFailed(path: path, action: action, reason: SocketFailure.text(of: code))
    }
}
