import Glibc

extension FileReading {
    /// The path without symbolic links, `.` and `..`, as Python's `os.path.realpath`: what isn't there is left as it is.
    ///
    /// - Throws: when links lead in a circle.
    package func realPath(of path: String) throws(FileError) -> String {
        var left = Array(path.split(separator: "/").map(String.init).reversed())
        var reached = "/"
        var links = 0
        while let part = left.popLast() {
            if part == "." { continue }
            if part == ".." {
                reached = PathText.directory(of: reached)
                continue
            }
            let next = PathText.join(reached, part)
            guard try status(of: next, following: false)?.kind == .symlink else {
                reached = next
                continue
            }
            links += 1
            guard links <= 40 else { throw FileError("follow the link", path, code: ELOOP) }
            let target = try linkTarget(of: next)
            if target.hasPrefix("/") { reached = "/" }
            left += target.split(separator: "/").map(String.init).reversed()
        }
        return reached
    }
}
