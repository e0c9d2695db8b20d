import Glibc
import Values

/// Keeps a second minion out of the same directory: two would run every job twice.
///
/// The kernel gives the lock back when the process ends, however it ends.
final class InstanceLock: Sendable {
    private let descriptor: Int32

    /// - Throws: when another process holds it.
    init(path: String) throws(Diagnostic) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic("'\(path)' can't be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Diagnostic(
                "another minion runs with the same root_dir (it holds '\(path)')",
                hint: "stop it first, or give this one another root_dir")
        }
    }

    /// Also of one whose making has failed.
    deinit { if descriptor >= 0 { close(descriptor) } }
}
