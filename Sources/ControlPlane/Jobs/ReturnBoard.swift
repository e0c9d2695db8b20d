import Model

/// Hands the returns of a job to whoever waits for it.
package actor ReturnBoard {
    private var waiting: [JobID: [AsyncStream<JobReturn>.Continuation]] = [:]

    package init() {}

    /// The returns of a job from now on. Subscribe before the job is published.
    func returns(of job: JobID) -> AsyncStream<JobReturn> {
        let (stream, continuation) = AsyncStream.makeStream(of: JobReturn.self, bufferingPolicy: .unbounded)
        waiting[job, default: []].append(continuation)
        return stream
    }

    /// Whether anybody waits for the returns of a job.
    func isAwaited(_ job: JobID) -> Bool { waiting[job] != nil }

    func post(_ answer: JobReturn) {
        for continuation in waiting[answer.id] ?? [] { continuation.yield(answer) }
    }

    /// Ends the waiting for a job.
    func close(_ job: JobID) {
        for continuation in waiting.removeValue(forKey: job) ?? [] { continuation.finish() }
    }
}
