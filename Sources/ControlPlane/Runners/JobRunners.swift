import Execution
import Model
import Values

/// `jobs.*`: the ledger.
enum JobRunners {
    static func all(_ jobs: JobService) -> [RunnerService.Runner] {
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
                name: "jobs.lookup_jid", summary: "What each minion returned for a job", parameters: [.required("jid")]
            ) { arguments, _ in
                FunctionResult(try await JobListing(jobs: jobs).returns(try arguments.text("jid")))
            },
            RunnerService.Runner(
                name: "jobs.kill", summary: "Stop a job where it still runs", parameters: [.required("jid")]
            ) { arguments, _ in
                let minions = try await jobs.kill(try JobID(try arguments.text("jid")))
                return FunctionResult(.strings(minions.map(\.text)))
            },
        ]
    }
}

/// The ledger in the shapes of Salt's REST API and jobs runner.
struct JobListing {
    let jobs: JobService

    /// `{JID: {"Function", "Arguments", "Target", "Target-type", "User", "StartTime"}}`, the newest first.
    func all(limit: Int) async throws -> Value {
        .map(ValueMap(try await jobs.store.jobs(limit: limit).map { (.string($0.id.text), .map(Self.summary($0))) }))
    }

    /// The summary with `jid`, `Minions`, `Missing` and `Result: {MINION: {"return", "retcode", "success"}}`.
    func one(_ text: String) async throws -> Value {
        let stored = try await find(text)
        var value = Self.summary(stored.job)
        value["jid"] = .string(stored.job.id.text)
        value["Minions"] = .strings(stored.job.minions.map(\.text))
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
        value["Missing"] = .strings(stored.job.minions.filter { stored.returns[$0] == nil }.map(\.text))
        return .map(value)
    }

    /// `{MINION: return}`.
    func returns(_ text: String) async throws -> Value {
        let stored = try await find(text)
        return .map(ValueMap(stored.returns.sorted { $0.key < $1.key }.map { (.string($0.key.text), $0.value.value) }))
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
