import Glibc
import SwiftOverlayShims
package import Values

/// The `autosign_file`: whose keys are accepted without an operator.
package struct AutosignFile: Sendable {
    private static let maximumSize = 1 << 20

    private let path: String

    package init(path: String) { self.path = path }

    /// The lines that name nobody because they are neither an id nor a glob nor a regular expression, with their places.
    ///
    /// - Throws: as `lines`.
    package func warnings() throws(Diagnostic) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        for (index, line) in try allLines().enumerated() {
            guard let reason = AcceptancePolicy.fault(of: line) else { continue }
            warnings.append(
                Diagnostic(
                    "'\(line)' accepts nobody: it is neither an id nor a glob nor a regular expression (\(reason))",
                    severity: .warning, at: SourceLocation(file: path, line: index + 1)))
        }
        return warnings
    }

    /// The lines as they are now; none when there is no such file.
    ///
    /// - Throws: a `Diagnostic` when the file can't be read, or others than its owner may write it: then whoever they
    ///   are could let minions in.
    package func lines() throws(Diagnostic) -> [String] { try allLines().filter { !$0.isEmpty } }

    private func allLines() throws(Diagnostic) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw failure(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
        guard status.st_mode & 0o022 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
            throw Diagnostic(
                "the autosign_file '\(path)' is not heeded: others than the master may write it",
                hint: "chown root '\(path)' && chmod 644 '\(path)'")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.maximumSize else {
            throw failure("it is no file of at most 1 MiB")
        }
        return String(decoding: try bytes(of: descriptor), as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    private func bytes(of descriptor: Int32) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.maximumSize {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw failure(String(cString: strerror(errno)))
            }
        }
        return bytes
    }

    private func failure(_ reason: String) -> Diagnostic {
        Diagnostic("the autosign_file '\(path)' can't be read: \(reason)")
    }
}
