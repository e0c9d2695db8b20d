import Glibc
import Synchronization

/// A thread that a task has to itself: what blocks in it, such as each template that it renders, goes on in place, where it
/// would be handed to another thread and back.
///
/// For a process that carries out one call: it ends with the process. Child tasks run here as well, and what an actor does
/// for others may, too; while the thread is blocked they run on Swift's own threads instead, so that nobody waits for it.
package final class RunThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isBlocked = false
    }

    private let state = Mutex(State())
    private let wakeUp = Semaphore()

    /// Set on the threads that are one of these.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The one that the caller runs on.
    static var current: RunThread? {
        pthread_getspecific(mark).map { Unmanaged<RunThread>.fromOpaque($0).takeUnretainedValue() }
    }

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

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isServed = state.withLock { state in
            if !state.isBlocked { state.jobs.append(job) }
            return !state.isBlocked
        }
        if isServed { wakeUp.signal() } else { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    /// Runs what may block, on this very thread; meanwhile others do what is queued here.
    func blocking<Result>(_ body: () throws -> Result) rethrows -> Result {
        let waiting = state.withLock { state in
            defer { state.jobs = [] }
            state.isBlocked = true
            return state.jobs
        }
        for job in waiting { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
        defer { state.withLock { $0.isBlocked = false } }
        return try body()
    }

    private func serve() {
        pthread_setspecific(Self.mark, Unmanaged.passUnretained(self).toOpaque())
        while true {
            wakeUp.wait()
            // There is none where others have taken what the signal was for.
            let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
            job?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
