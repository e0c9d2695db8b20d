import Execution
package import Model
import Values

/// Carries out one job so that it can be ended, also when what it does pays no heed to that.
package struct JobExecution: Sendable {
    /// What came of it.
    package enum Outcome: Sendable {
        /// It returned, by itself or because it was ended.
        case returned(JobReturn, endedBy: RunningJobs.End?)
        /// It was ended and did not return: what it began may go on in this process.
        case abandoned(RunningJobs.End)
    }

    private enum Step: Sendable {
        case result(JobReturn)
        case end(RunningJobs.End)
        case overdue(RunningJobs.End)
    }

    private let executor: any JobExecutor
    private let order: JobOrder
    private let grace: Duration

    /// - Parameter grace: how long it may take to return after it was ended. Commands have had SIGTERM and SIGKILL by then.
    package init(executor: any JobExecutor, order: JobOrder, grace: Duration = .seconds(10)) {
        self.executor = executor
        self.order = order
        self.grace = grace
    }

    /// Ends when the job has returned, or was ended and the grace is over. Cancelling the task ends the job, too.
    package func run(endedBy ends: AsyncStream<RunningJobs.End>) async -> Outcome {
        let (steps, continuation) = AsyncStream.makeStream(of: Step.self)
        let work = Task { [executor, order] in
            continuation.yield(.result(await executor.run(order)))
            return
        }
        let watch = Task { [grace] in
            for await end in ends {
                continuation.yield(.end(end))
                work.cancel()
                do { try await Task.sleep(for: grace) } catch { return }
                continuation.yield(.overdue(end))
            }
        }
        defer { watch.cancel() }
        // Apart from this task, which may be cancelled and would then hear nothing more.
        let listening = Task { () -> Outcome in
            var reason: RunningJobs.End?
            for await step in steps {
                switch step {
                case .result(let result): return .returned(result, endedBy: reason)
                case .end(let end): reason = end
                case .overdue(let end): return .abandoned(end)
                }
            }
            return .abandoned(reason ?? .minionStops)
        }
        let outcome = await withTaskCancellationHandler {
            await listening.value
        } onCancel: {
            work.cancel()
        }
        if case .returned(let result, nil) = outcome, Task.isCancelled {
            return .returned(result, endedBy: .minionStops)
        }
        return outcome
    }
}
