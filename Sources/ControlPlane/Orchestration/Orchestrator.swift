import Execution
import Logging
package import Model
import Values

/// Runs orchestrations: a state run on the master whose states reach the minions, kept in the ledger as a job.
package struct Orchestrator: Sendable {
    let identity: MinionID
    let engine: any OrchestrationEngine
    let jobs: JobService
    let stacks: StackService
    private let unrecorded = UnrecordedEnds()

    package init(identity: MinionID, engine: any OrchestrationEngine, jobs: JobService, stacks: StackService) {
        self.identity = identity
        self.engine = engine
        self.jobs = jobs
        self.stacks = stacks
    }

    /// `state.orchestrate`: `{data: {<id>_master: states}, outputter: highstate, retcode}`.
    ///
    /// - Parameter keywords: `pillar`, `test`, `saltenv`, `exclude` as `state.sls` takes them.
    func run(
        _ mods: [String], keywords: ValueMap, jid: JobID, user: String,
        report: @escaping @Sendable (Event) async -> Void
    ) async throws -> FunctionResult {
        let call = FunctionCall("state.sls", arguments: [.string(mods.joined(separator: ","))], keywords: keywords)
        return try await run(call, as: "state.orchestrate", jid: jid, user: user, report: report)
    }

    /// A state run of whatever kind, in the ledger as the job that is called `name`.
    ///
    /// - Parameter name: one of `Job.orchestrations`.
    func run(
        _ call: FunctionCall, as name: FunctionName, jid: JobID, user: String,
        report: @escaping @Sendable (Event) async -> Void
    ) async throws -> FunctionResult {
        // The ledger has what was asked for.
        let job = Job(
            id: jid, call: FunctionCall(name, arguments: call.arguments, keywords: call.keywords),
            target: Target(identity.text, type: .list), user: user, minions: [identity], expires: jobs.clock.now)
        try await jobs.store.insert(job, reached: [identity])
        await stacks.begun.note(user: user, of: jid)
        var states = call
        states.keywords["concurrent"] = true
        let result = await engine.run(states, jid: jid, report: report)
        let open = await stacks.begun.forget(jid)
        let retcode = Self.retcode(result)
        let answer: Value = [
            "data": [identity.text: result.value], "outputter": "highstate", "retcode": .int(retcode),
        ]
        let end = OrchestrationEnd(
            answer: JobReturn(
                id: jid, minion: identity, function: name, value: answer, retcode: retcode,
                outputter: "highstate"), open: open)
        if let problem = await record(end) { throw UnrecordedEnd(end, problem) }
        return FunctionResult(answer, retcode: retcode, outputter: "highstate")
    }

    /// Answers in the ledger for the orchestrations that the last end of the master cut off: they failed, and whoever
    /// follows one hears of its end.
    package func endThoseCutOff() async {
        let orders: [JobOrder]
        do {
            orders = try await jobs.store.unfinished(by: identity)
        } catch {
            return jobs.logger.error(
                "the orchestrations that the end of the master cut off can't be read, and stay pending",
                metadata: ["error": "\(error)"])
        }
        for order in orders {
            jobs.logger.warning(
                "an orchestration was cut off when the master stopped", metadata: ["jid": "\(order.id)"])
            let sentence: Value = "the master stopped while this orchestration was running"
            let answer = JobReturn(
                id: order.id, minion: identity, function: order.call.function,
                value: ["data": [identity.text: [sentence]], "outputter": "highstate", "retcode": 1], retcode: 1,
                outputter: "highstate")
            _ = await record(OrchestrationEnd(answer: answer))
        }
    }

    /// Tries again what the store did not take.
    func recordLateEnds() async {
        for end in unrecorded.all where await record(end) == nil {
            jobs.logger.notice("the end of an orchestration is recorded now", metadata: ["jid": "\(end.answer.id)"])
        }
    }

    /// Writes into the journal and the ledger how an orchestration ended. What the store takes nothing of for now is kept
    /// to be tried again.
    ///
    /// - Returns: what was in the way.
    private func record(_ end: OrchestrationEnd) async -> (any Error)? {
        var end = end
        var problem: (any Error)?
        // First, so that a ledger that can't take the return leaves no application locked.
        do { try await close(&end) } catch { problem = error }
        do { try await jobs.record(end.answer) } catch { problem = problem ?? error }
        let isNew = unrecorded.note(end, isDue: problem?.storeUnavailability != nil)
        if let problem {
            jobs.logger.log(
                level: isNew ? .error : .debug, "the end of an orchestration can't be recorded",
                metadata: ["jid": "\(end.answer.id)", "retcode": "\(end.answer.retcode)", "error": "\(problem)"])
        }
        return problem
    }

    /// Runs one of the files in `orch/` on the master's own account, whatever is wrong with the pillar.
    ///
    /// - Parameter pillar: what the file reads below its own name.
    /// - Throws: a `Diagnostic` with what failed.
    func carryOut(_ name: String, _ pillar: ValueMap, jid: JobID, user: String) async throws {
        let keywords: ValueMap = ["pillar": .map(ValueMap([(.string(name), .map(pillar))])), "force": true]
        let result = try await run([name], keywords: keywords, jid: jid, user: user) { _ in }
        guard result.retcode == 0 else {
            let steps = result.value["data"]?[identity.text] ?? .null
            throw Diagnostic(StepFailures(steps).texts.joined(separator: "; "))
        }
    }

    /// Writes the outcome of an action that failed, with its cause, into the journal.
    private func close(_ end: inout OrchestrationEnd) async throws {
        guard let open = end.open, let transition = open.transition else { return }
        // Until the routes are right the application stays locked, and the recovery tries again.
        if open.isRecovery, open.failure?.isRouted != true { return }
        var causes = StepFailures(end.answer.value["data"]?[identity.text] ?? .null).texts
        causes += open.failure?.problems ?? []
        if causes.isEmpty {
            causes = [
                open.isRecovery
                    ? "the master stopped in the middle of it"
                    : "the orchestration ended without stack.finished or stack.undone"
            ]
        }
        // The recovery tries again by itself, with another orchestration.
        if open.isRecovery { end.open = nil }
        try await stacks.close(
            transition, of: open, stacks: open.failure?.stacks ?? open.afterFailure, outcome: .failed,
            detail: causes.joined(separator: "; "))
        end.open = nil
    }

    /// 0; 4 when a step was refused by the lifecycle's rules or a lock; 1 for any other failure.
    private static func retcode(_ result: FunctionResult) -> Int {
        guard let states = result.value.map else { return 1 }
        if states.values.contains(where: { $0["refused"]?.bool == true }) { return 4 }
        return result.retcode == 0 ? 0 : 1
    }
}
