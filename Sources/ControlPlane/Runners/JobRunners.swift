import Execution
import Model
import Values

/// `jobs.*`: the ledger.
enum JobRunners {
    static func all(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        telling(orchestrator.jobs) + [killing(orchestrator)]
    }

    static func telling(_ jobs: JobService) -> [RunnerService.Runner] {
        [
            RunnerService.Runner(
                name: "jobs.list_jobs", summary: "The newest jobs", parameters: [.optional("limit", 100)]
            ) { arguments, _ in
                FunctionResult(try await JobListing(jobs: jobs).all(limit: arguments["limit"].int ?? 100))
            },
            RunnerService.Runner(
                name: "jobs.list_job", summary: "One job with what each minion made of it",
                parameters: [.required("jid")]
            ) { arguments, _ in
                FunctionResult(try await JobListing(jobs: jobs).one(try arguments.text("jid")))
            },
            RunnerService.Runner(
                name: "jobs.lookup_jid", summary: "What each minion returned for a job",
                parameters: [.required("jid"), .optional("returned", true), .optional("missing", false)]
            ) { arguments, _ in
                FunctionResult(
                    try await JobListing(jobs: jobs).returns(
                        try arguments.text("jid"), returned: arguments["returned"].isTruthy,
                        missing: arguments["missing"].isTruthy))
            },
        ]
    }

    /// On minions a job is stopped in the middle; an orchestration, which may be moving traffic, before its next
    /// state, or its next turn in a batch.
    private static func killing(_ orchestrator: Orchestrator) -> RunnerService.Runner {
        RunnerService.Runner(
            name: "jobs.kill", summary: "Stop a job where it runs, and take it back where it was not heard of yet",
            parameters: [.required("jid")]
        ) { arguments, call in
            let jid = try JobID(try arguments.text("jid"))
            guard try await orchestrator.isUnderWay(jid) else {
                return FunctionResult(.strings(try await orchestrator.jobs.kill(jid).map(\.text)))
            }
            await orchestrator.stacks.begun.kill(jid)
            _ = await orchestrator.engine.run(
                FunctionCall("state.soft_kill", keywords: ["jid": .string(jid.text)]), jid: call.jid,
                report: call.report)
            return FunctionResult(.strings([orchestrator.identity.text]))
        }
    }
}

extension Orchestrator {
    /// Whether it is an orchestration of this master that has not ended.
    fileprivate func isUnderWay(_ jid: JobID) async throws -> Bool {
        guard let stored = try await jobs.store.job(jid) else { return false }
        return stored.job.isOrchestration && stored.job.minions == [identity] && stored.returns.isEmpty
    }
}

/// The ledger in the shapes of Salt's REST API and jobs runner.
struct JobListing {
    let jobs: JobService

    /// `{JID: {"Function", "Arguments", "Target", "Target-type", "User", "StartTime", "Outcome-counts"}}`, the newest first.
    func all(limit: Int) async throws -> Value {
        let entries = try await jobs.store.jobs(limit: limit).map { listed in
            var value = Self.summary(listed.job)
            value["Outcome-counts"] = Self.counts(listed)
            return (Value.string(listed.job.id.text), Value.map(value))
        }
        return .map(ValueMap(entries))
    }

    /// The summary with `jid`, `Minions`, `Missing`, `Result: {MINION: {"return", "retcode", "success", "out"}}`, and
    /// `Outcomes: {MINION: outcome}`, in which the ids of `Unknown` are unreachable; `Killed`: those without a return that
    /// are to end it, or were not to begin it; `Progress: {MINION: {"done", "total", "running"}}` of state runs under way.
    func one(_ text: String) async throws -> Value {
        let stored = try await find(text)
        let job = stored.job
        var value = Self.summary(job)
        value["jid"] = .string(job.id.text)
        value["Minions"] = .strings(job.minions.map(\.text))
        value["Result"] = .map(
            ValueMap(
                stored.returns.sorted { $0.key < $1.key }.map { minion, answer in
                    (
                        .string(minion.text),
                        [
                            "return": answer.value, "retcode": .int(answer.retcode), "success": .bool(answer.isSuccess),
                            "out": Value(answer.outputter),
                        ]
                    )
                }))
        value["Missing"] = .strings(job.minions.filter { stored.returns[$0] == nil }.map(\.text))
        value["Unknown"] = .strings(job.unknown)
        let known = job.minions.map { ($0.text, stored.expectation(of: $0).outcome) }
        value["Outcomes"] = .map(
            ValueMap(
                (known + job.unknown.map { ($0, .unreachable) }).map { (.string($0), .string(Self.word($1))) }))
        value["Killed"] = .strings(
            job.minions.filter { stored.killed.contains($0) && stored.returns[$0] == nil }.map(\.text))
        let progress = job.minions.compactMap { minion -> (Value, Value)? in
            guard stored.expectation(of: minion).outcome == nil else { return nil }
            return jobs.progress.progress(of: job.id, on: minion).map { (.string(minion.text), $0.value) }
        }
        value["Progress"] = .map(ValueMap(progress))
        return .map(value)
    }

    /// `{MINION: return}`; with `missing` a sentence of those that did not return.
    func returns(_ text: String, returned: Bool, missing: Bool) async throws -> Value {
        let stored = try await find(text)
        var shown: ValueMap = [:]
        if returned {
            for (minion, answer) in stored.returns.sorted(by: { $0.key < $1.key }) { shown[minion.text] = answer.value }
        }
        if missing {
            for minion in stored.job.minions where stored.returns[minion] == nil {
                shown[minion.text] = "Minion did not return"
            }
        }
        return .map(shown)
    }

    /// How it ended for a minion; a job that is not over is pending.
    private static func word(_ outcome: JobOutcome?) -> String { outcome?.rawValue ?? "pending" }

    private static func counts(_ listed: ListedJob) -> Value {
        var counts = listed.counts
        let unknown = listed.job.unknown.count
        if unknown > 0 { counts[.unreachable, default: 0] += unknown }
        let order: [JobOutcome?] = JobOutcome.allCases + [nil]
        return .map(
            ValueMap(order.compactMap { outcome in counts[outcome].map { (.string(word(outcome)), .int($0)) } }))
    }

    func find(_ text: String) async throws -> StoredJob {
        guard let stored = try await jobs.store.job(try JobID(text)) else {
            throw Refusal(.notFound, "there is no job \(text)", hint: "`pigeon jobs list` shows the newest")
        }
        return stored
    }

    private static func summary(_ job: Job) -> ValueMap {
        var arguments = job.call.arguments
        if !job.call.keywords.isEmpty {
            arguments.append(.map((["__kwarg__": true] as ValueMap).merged(with: job.call.keywords)))
        }
        return [
            "Function": .string(job.call.function.description), "Arguments": .list(arguments),
            "Target": .string(job.target.expression), "Target-type": .string(job.target.type.rawValue),
            "User": .string(job.user), "StartTime": .string(job.id.startTime),
        ]
    }
}
