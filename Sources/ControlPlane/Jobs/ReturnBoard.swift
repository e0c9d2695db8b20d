import Model

/// What becomes of a job, for whoever waits for it.
enum JobNews: Sendable {
    case answer(JobReturn)
    /// The job was killed before these minions heard of it.
    case withdrawn([MinionID])
    /// The minion is waited for no longer.
    case givenUp(MinionID)
    /// Somebody has ended the job before it was done.
    case killed
    /// A state of a run begins.
    case step(Event)
}

/// Hands the returns of a job to whoever waits for it.
package actor ReturnBoard {
    private struct Waiter {
        let continuation: AsyncStream<JobNews>.Continuation
        let wantsSteps: Bool
    }

    private var waiting: [JobID: [Waiter]] = [:]

    package init() {}

    /// The news of a job from now on. Subscribe before the job is published.
    func news(of job: JobID, withSteps: Bool = false) -> AsyncStream<JobNews> {
        let (stream, continuation) = AsyncStream.makeStream(of: JobNews.self, bufferingPolicy: .unbounded)
        waiting[job, default: []].append(Waiter(continuation: continuation, wantsSteps: withSteps))
        return stream
    }

    /// Whether anybody waits for the returns of a job.
    func isAwaited(_ job: JobID) -> Bool { waiting[job] != nil }

    func post(_ news: JobNews, of job: JobID) {
        let isStep = if case .step = news { true } else { false }
        for waiter in waiting[job] ?? [] where !isStep || waiter.wantsSteps { waiter.continuation.yield(news) }
    }

    /// Ends the waiting for a job.
    func close(_ job: JobID) {
        for waiter in waiting.removeValue(forKey: job) ?? [] { waiter.continuation.finish() }
    }
}
