import Glibc

/// A file operation that the system refused.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, as a verb phrase: "write", "remove".
    package var action: String
    package var path: String
    package var code: Int32

    package init(_ action: String, _ path: String, code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// With the error of the call that has just failed.
    static func last(_ action: String, _ path: String) -> FileError { FileError(action, path, code: errno) }

    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    package var description: String { "can't \(action) \(path): \(String(cString: strerror(code)))" }
}
