import Glibc

/// A POSIX semaphore that starts at zero.
final class Semaphore: @unchecked Sendable {
    // Safety: sem_t is made to be used by several threads; the pointer never changes and lives as long as this object.
    private let handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(handle, 0, 0) }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    func signal() { sem_post(handle) }

    /// Blocks; a signal handler that ran meanwhile does not end the wait.
    func wait() { while sem_wait(handle) != 0, errno == EINTR {} }

    /// - Returns: false when nobody signalled in that time, which a change of the clock may lengthen or shorten.
    func wait(seconds: Int) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += seconds
        while sem_timedwait(handle, &deadline) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
