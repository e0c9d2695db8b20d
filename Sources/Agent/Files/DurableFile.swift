import Glibc
import Values

/// Files that survive a crash: written beside, synced, then renamed over.
enum DurableFile {
    /// Replaces or creates the file; after this call it is on the disk.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(Diagnostic) {
        let temporary = try writeBeside(bytes, path, mode: mode)
        guard Glibc.rename(temporary, path) == 0 else {
            let problem = failure("'\(path)' can't be replaced")
            unlink(temporary)
            throw problem
        }
        try syncDirectory(of: path)
    }

    /// Creates the file with this content, all or nothing.
    ///
    /// - Returns: false when it is there already; then nothing is changed.
    static func create(_ bytes: [UInt8], at path: String, mode: mode_t = 0o600) throws(Diagnostic) -> Bool {
        let temporary = try writeBeside(bytes, path, mode: mode)
        defer { unlink(temporary) }
        return try link(temporary, at: path)
    }

    /// Gives a file a second name, which is on the disk afterwards.
    ///
    /// - Returns: false when there is a file of that name already; then nothing is changed.
    static func link(_ path: String, at name: String) throws(Diagnostic) -> Bool {
        guard Glibc.link(path, name) == 0 else {
            if errno == EEXIST { return false }
            throw failure("'\(name)' can't be created")
        }
        try syncDirectory(of: name)
        return true
    }

    /// Adds to a file, which is created where there is none. A crash may leave a part of it.
    static func append(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(Diagnostic) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("'\(path)' can't be written") }
        defer { close(descriptor) }
        guard writeAll(bytes, to: descriptor) else { throw failure("'\(path)' can't be written") }
    }

    /// In bytes; 0 when there is no such file.
    static func size(_ path: String) throws(Diagnostic) -> Int {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return 0 }
            throw failure("'\(path)' can't be read")
        }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw failure("'\(path)' can't be read") }
        return end
    }

    /// The content, or nil when there is no such file.
    static func read(_ path: String) throws(Diagnostic) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("'\(path)' can't be read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw failure("'\(path)' can't be read")
            }
        }
    }

    static func text(_ path: String) throws(Diagnostic) -> String? {
        try read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    static func exists(_ path: String) throws(Diagnostic) -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else { throw failure("'\(path)' can't be looked at") }
        return false
    }

    /// Removes the file; it is no error when it isn't there.
    static func remove(_ path: String) throws(Diagnostic) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("'\(path)' can't be removed") }
    }

    static func rename(from path: String, to target: String) throws(Diagnostic) {
        guard Glibc.rename(path, target) == 0 || errno == ENOENT else {
            throw failure("'\(path)' can't be renamed to '\(target)'")
        }
    }

    /// Makes the directory and those above it.
    static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(Diagnostic) {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]))
            if mkdir(path, mode) == 0 || errno == EEXIST { return }
        }
        throw failure("the directory '\(path)' can't be made")
    }

    /// The names of the files in a directory, in order, without those that begin with a dot.
    static func names(in directory: String) throws(Diagnostic) -> [String] {
        guard let handle = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw failure("the directory '\(directory)' can't be read")
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func writeBeside(_ bytes: [UInt8], _ path: String, mode: mode_t) throws(Diagnostic) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let temporary = "\(path[..<slash]).\(path[slash...]).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("'\(path)' can't be written") }
        defer { close(descriptor) }
        guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else {
            let problem = failure("'\(path)' can't be written")
            unlink(temporary)
            throw problem
        }
        return temporary
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Glibc.write(descriptor, start, rest.count)
                if count > 0 { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
                if count < 0, errno != EINTR { return false }
            }
            return true
        }
    }

    /// A rename is only durable once its directory is.
    private static func syncDirectory(of path: String) throws(Diagnostic) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("the directory '\(parent)' can't be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("the directory '\(parent)' can't be synced") }
    }

    private static func failure(_ what: String) -> Diagnostic {
        let code = errno
        let hint =
            switch code {
            case ENOSPC, EDQUOT: "make room on the file system"
            case EACCES, EPERM: "the minion needs to run as a user that may do so, usually root"
            case EROFS: "the file system is read-only; look into the kernel's log for why"
            default: String?.none
            }
        return Diagnostic("\(what): \(String(cString: strerror(code)))", hint: hint)
    }
}
