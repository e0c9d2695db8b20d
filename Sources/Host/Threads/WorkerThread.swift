import Glibc
import Synchronization

/// A thread with a large stack that does one piece of work after another. With nothing to do it waits a little for
/// more, since a run renders one template after another, and then ends.
final class WorkerThread: Sendable {
    typealias Work = @Sendable () -> Void

    /// Seconds that a thread waits for more work.
    private static let patience = 1

    /// Those that wait for work.
    private static let idle = Mutex<[WorkerThread]>([])

    private let next: Mutex<Work?>
    private let wakeUp = Semaphore()

    private init(first work: @escaping Work) { next = Mutex(work) }

    /// Hands the work to a thread that waits, or to a new one.
    ///
    /// - Parameter stackSize: bytes, of which only what is used becomes memory.
    static func perform(stackSize: Int, _ work: @escaping Work) throws(ThreadError) {
        guard let waiting = idle.withLock({ $0.popLast() }) else {
            return try WorkerThread(first: work).start(stackSize)
        }
        waiting.next.withLock { $0 = work }
        waiting.wakeUp.signal()
    }

    private func start(_ stackSize: Int) throws(ThreadError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<WorkerThread>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, retained.toOpaque())
        guard code != 0 else { return }
        retained.release()
        throw ThreadError(reason: String(cString: strerror(code)))
    }

    private func run() { while performNext() { waitForMore() } }

    /// What the work holds is let go of before the wait.
    ///
    /// - Returns: false when there was none.
    private func performNext() -> Bool {
        let work = next.withLock { work in
            defer { work = nil }
            return work
        }
        guard let work else { return false }
        work()
        return true
    }

    /// Returns with `next` set, or when it is time to end.
    private func waitForMore() {
        Self.idle.withLock { $0.append(self) }
        if wakeUp.wait(seconds: Self.patience) { return }
        let isStillIdle = Self.idle.withLock { idle in
            let place = idle.firstIndex { $0 === self }
            if let place { idle.remove(at: place) }
            return place != nil
        }
        // Taken from the idle ones at the last moment: the work is on its way.
        if !isStillIdle { wakeUp.wait() }
    }
}
