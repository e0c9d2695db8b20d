import Glibc
import Values

/// An open directory. What is in it is reached by names, one step at a time, and never through a symbolic link.
final class Directory: Sendable {
    let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a directory by its path, which is made with those above it when it is missing.
    static func open(_ path: String) throws -> Directory {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw DiskFailure("'\(made)' can't be made") }
        }
        let descriptor = Glibc.open(made, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskFailure("'\(made)' can't be opened") }
        return Directory(descriptor)
    }

    /// A directory in it, made when it is missing.
    ///
    /// - Throws: a `Refusal` when the name is taken by something else.
    func inner(_ name: String) throws -> Directory {
        guard mkdirat(descriptor, name, 0o700) == 0 || errno == EEXIST else { throw Self.failure(name) }
        guard let found = try existing(name) else { throw Self.taken(name) }
        return found
    }

    /// - Returns: nil when there is none of the name.
    func existing(_ name: String) throws -> Directory? {
        let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if found >= 0 { return Directory(found) }
        if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
        throw Self.failure(name)
    }

    func names() throws -> [String] {
        // A stream closes its descriptor, and `dup` would share the place in the list.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw DiskFailure("a directory can't be listed") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func remove(_ name: String) throws {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw Self.failure(name) }
    }

    /// Moves a file into another directory of the same file system; after this call that is on the disk.
    ///
    /// - Throws: a `Refusal` when the name is that of a directory there.
    func move(_ name: String, to other: Directory, as newName: String) throws {
        guard renameat(descriptor, name, other.descriptor, newName) == 0 else {
            if errno == EISDIR { throw Self.taken(newName) }
            throw Self.failure(newName)
        }
        guard fsync(other.descriptor) == 0 else { throw DiskFailure("a directory can't be synced") }
    }

    private static func taken(_ name: String) -> Refusal {
        Refusal(.conflict, "'\(name.prefix(256))' is something else on the master already, a file or a directory")
    }

    private static func failure(_ name: String) -> any Error {
        if errno == ENAMETOOLONG { return Refusal(.badRequest, "'\(name.prefix(64))...' is too long for a name") }
        return DiskFailure("'\(name.prefix(256))' can't be made or opened")
    }
}

/// The master's own disk does not do what it should. It is for the master's log: a minion is not told.
struct DiskFailure: Error, CustomStringConvertible {
    let description: String

    /// Takes the reason from `errno`.
    init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
}
