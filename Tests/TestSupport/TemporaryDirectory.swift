import Glibc

/// A directory that lives as long as its test, with a short path since Unix sockets take no long ones.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/pigeon-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemFailure("no temporary directory") }
        path = String(cString: made)
    }

    deinit { Directory.remove(path) }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// - Returns: the path of the file.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try TextFile.write(Array(text.utf8), to: file(name))
        return file(name)
    }

    package func text(of name: String) throws -> String { try TextFile.read(file(name)) }
}
