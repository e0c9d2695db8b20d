import Model

/// What becomes of a job, for whoever waits for it.
enum JobNews: Sendable {
    case answer(JobReturn)
    /// The job was killed before these minions heard of it.
    case withdrawn([MinionID])
}

/// Hands the returns of a job to whoever waits for it.
package actor ReturnBoard {
    private var waiting: [JobID: [AsyncStream<JobNews>.Continuation]] = [:]

    package init() {}

    /// The news of a job from now on. Subscribe before the job is published.
    func news(of job: JobID) -> AsyncStream<JobNews> {
        let (stream, continuation) = AsyncStream.makeStream(of: JobNews.self, bufferingPolicy: .unbounded)
        waiting[job, default: []].append(continuation)
        return stream
    }

    /// Whether anybody waits for the returns of a job.
    func isAwaited(_ job: JobID) -> Bool { waiting[job] != nil }

    func post(_ news: JobNews, of job: JobID) {
        for continuation in waiting[job] ?? [] { continuation.yield(news) }
    }

    /// Ends the waiting for a job.
    func close(_ job: JobID) {
        for continuation in waiting.removeValue(forKey: job) ?? [] { continuation.finish() }
    }
}
