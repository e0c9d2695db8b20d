import Glibc

/// Keeps other processes, and other tasks of this one, out while a file and what runs from it are changed together.
///
/// The lock is the kernel's (`flock`) on a file beside: it is gone when its holder dies.
final class FileLock: Sendable {
    private let descriptor: Int32

    deinit { close(descriptor) }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Runs `body` while holding the lock of `path`; waits for another holder at most for `deadline`.
    static func holding<Result: Sendable>(
        _ path: String, deadline: Duration, _ body: () async throws(HAProxyError) -> Result
    ) async throws(HAProxyError) -> Result {
        let lock = try await acquire("\(path).lock", deadline)
        let result = try await body()
        withExtendedLifetime(lock) {}
        return result
    }

    private static func acquire(_ path: String, _ deadline: Duration) async throws(HAProxyError) -> FileLock {
        try AtomicFile.makeFolder(AtomicFile.folder(of: path))
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .fileFailed(path: path, action: "open the lock", reason: SocketFailure.text(of: errno))
        }
        let lock = FileLock(descriptor)
        let end = ContinuousClock.now.advanced(by: deadline)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .fileFailed(path: path, action: "lock", reason: SocketFailure.text(of: errno))
            }
            guard ContinuousClock.now < end else {
                throw .deadlineExceeded(action: "wait until another change of HAProxy has ended", address: path)
            }
            do { try await Task.sleep(for: .milliseconds(5)) } catch { throw .cancelled(action: "lock \(path)") }
        }
        return lock
    }
}
