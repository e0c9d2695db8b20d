import Agent
import Model
import Testing
import Values

struct JobExecutionTests {
    /// Answers at once, when it is cancelled, or pays no heed to that.
    private struct Executor: JobExecutor {
        func run(_ order: JobOrder) async -> JobReturn {
            let nap = Task { do { try await Task.sleep(for: .seconds(600)) } catch {} }
            switch order.call.function.function {
            case "sleep":
                await withTaskCancellationHandler {
                    await nap.value
                } onCancel: {
                    nap.cancel()
                }
            case "deaf": await nap.value
            default: nap.cancel()
            }
            return JobReturn(
                id: order.id, minion: Self.minion, function: order.call.function, value: true, retcode: 0)
        }

        func grains() async throws -> ValueMap { [:] }

        private static var minion: MinionID {
            get { do { return try MinionID("web1") } catch { preconditionFailure("\(error)") } }
        }
    }

    private func run(
        _ function: FunctionName, ended: Bool, grace: Duration = .seconds(300)
    ) async -> JobExecution.Outcome {
        let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall(function), expires: 0)
        let (ends, continuation) = AsyncStream.makeStream(of: RunningJobs.End.self)
        if ended { continuation.yield(.killed) }
        return await JobExecution(executor: Executor(), order: order, grace: grace).run(endedBy: ends)
    }

    @Test func `a job returns by itself`() async {
        guard case .returned(let answer, nil) = await run("test.ping", ended: false) else {
            Issue.record("it did not return")
            return
        }
        #expect(answer.value == true)
    }

    @Test func `a job that heeds its end returns with the reason`() async {
        guard case .returned(_, .killed) = await run("test.sleep", ended: true) else {
            Issue.record("it was not ended")
            return
        }
    }

    @Test func `a job that pays no heed is answered for all the same`() async {
        let begun = ContinuousClock.now
        guard case .abandoned(.killed) = await run("test.deaf", ended: true, grace: .milliseconds(50)) else {
            Issue.record("it was waited for")
            return
        }
        #expect(ContinuousClock.now - begun < .seconds(300))
    }

    @Test func `a task that is cancelled ends its job`() async {
        let task = Task { await run("test.sleep", ended: false) }
        task.cancel()
        guard case .returned(_, .minionStops) = await task.value else {
            Issue.record("it was not ended")
            return
        }
    }
}
