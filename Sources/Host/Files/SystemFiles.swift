import Glibc

/// The files of this machine.
package struct SystemFiles: FileReading {
    /// Nil: the process's.
    let umask: UInt32?

    package init(umask: UInt32? = nil) { self.umask = umask }

    package func status(of path: String, following: Bool) throws(FileError) -> FileStatus? {
        var status = stat()
        guard (following ? stat(path, &status) : lstat(path, &status)) == 0 else {
            let error = FileError.last("look at", path)
            if error.isMissing { return nil }
            throw error
        }
        return FileStatus(status)
    }

    package func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("read", path) }
        defer { close(descriptor) }
        var status = stat()
        let expected = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        var chunk = [UInt8](repeating: 0, count: max(4096, min(expected + 1, 1 << 20)))
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .last("read", path)
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    package func read(_ path: String, first count: Int) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last("read", path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let found = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard found >= 0 else { throw .last("read", path) }
        return Array(bytes[..<found])
    }

    package func list(_ path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else { throw .last("list", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func linkTarget(of path: String) throws(FileError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
        }
        guard count >= 0 else { throw .last("read the link", path) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symlink
            default: .other
            }
        self.init(
            kind: kind, mode: status.st_mode & 0o7777, userID: status.st_uid, groupID: status.st_gid,
            size: Int(status.st_size), modified: Self.seconds(status.st_mtim), accessed: Self.seconds(status.st_atim),
            changed: Self.seconds(status.st_ctim), inode: UInt64(status.st_ino), links: Int(status.st_nlink))
    }

    private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 }
}
