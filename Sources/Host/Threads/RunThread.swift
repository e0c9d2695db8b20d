import Glibc
import Synchronization

/// A thread that one task has to itself, such as a state run: what blocks in it, and each template that it renders, goes on
/// in place, where it would be handed to another thread and back.
///
/// Child tasks run here as well, one at a time, unless they prefer another executor.
package final class RunThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let wakeUp = Semaphore()

    /// Set on the threads that are one of these.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Whether the caller runs on one.
    static var isCurrent: Bool { pthread_getspecific(mark) != nil }

    private init() {}

    /// - Returns: nil where no thread is to be had: the task then runs where all others do.
    package static func start() -> RunThread? {
        let thread = RunThread()
        do throws(ThreadError) {
            try WorkerThread.perform(stackSize: DedicatedThread.stackSize) { thread.serve() }
            return thread
        } catch {
            return nil
        }
    }

    /// To be called when the task has ended.
    package func end() {
        state.withLock { $0.hasEnded = true }
        wakeUp.signal()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isServed = state.withLock { state in
            if !state.hasEnded { state.jobs.append(job) }
            return !state.hasEnded
        }
        // The thread is gone with its task, so nothing should come any more; what does come must not be lost.
        guard isServed else { return job.runSynchronously(on: asUnownedTaskExecutor()) }
        wakeUp.signal()
    }

    private func serve() {
        pthread_setspecific(Self.mark, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.mark, nil) }
        while true {
            wakeUp.wait()
            guard let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else { return }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
