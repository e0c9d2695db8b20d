import Glibc

/// A configuration directory without files: everything is a default, whatever the host's own configuration is.
final class EmptyDirectory: Sendable {
    let path: String

    init() throws {
        path = "/tmp/pigeon-empty-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard mkdir(path, 0o700) == 0 else { throw Unusable(path) }
    }

    deinit { rmdir(path) }

    /// The built CLI, with this configuration.
    func pigeon(_ words: [String]) throws -> ProcessRun { try ProcessRun([try FakeAPI.program(), "-c", path] + words) }
}
