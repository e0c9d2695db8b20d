import Glibc

/// Whether what a setting names is there. What can't be looked at counts as there: whoever uses it says why not.
enum FilePlace {
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return !isMissing(errno) }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    static func isThere(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || !isMissing(errno)
    }

    private static func isMissing(_ failure: Int32) -> Bool { failure == ENOENT || failure == ENOTDIR }
}
