package import Execution
import Logging
package import Model
import Values

/// Runs functions on the master: runners and wheels, each as a job of the ledger that its events tell of.
package struct RunnerService: Sendable {
    /// What a runner is given beside its arguments.
    package struct Call: Sendable {
        package let call: FunctionCall
        package let jid: JobID
        package let user: String
        let report: @Sendable (Event) async -> Void
    }

    typealias Body = @Sendable (BoundArguments, Call) async throws -> FunctionResult

    struct Runner: Sendable {
        let name: FunctionName
        let summary: String
        let parameters: [Parameter]
        let body: Body
    }

    /// `<id>_master`, the pseudo-minion that orchestrations run as.
    package let identity: MinionID
    let jobs: JobService
    private let runners: [FunctionName: Runner]

    init(identity: MinionID, jobs: JobService, runners: [Runner]) {
        self.identity = identity
        self.jobs = jobs
        self.runners = Dictionary(runners.map { ($0.name, $0) }) { _, last in last }
    }

    /// Runs and waits.
    ///
    /// - Parameter jid: its id, where the caller has to know it before.
    /// - Throws: `Refusal` for what is refused, `Diagnostic` for arguments that do not fit.
    package func run(
        _ call: FunctionCall, kind: String = "run", as user: String, jid: JobID? = nil,
        progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> FunctionResult {
        let jid = if let jid { jid } else { await jobs.numbers.next() }
        return try await carryOut(try runner(call), call, jid: jid, kind: kind, user, progress)
    }

    /// Starts and answers with the job's id and the tag of its events.
    package func start(_ call: FunctionCall, kind: String = "run", as user: String) async throws -> (JobID, String) {
        let runner = try runner(call)
        let jid = await jobs.numbers.next()
        Task {
            do {
                _ = try await carryOut(runner, call, jid: jid, kind: kind, user) { _ in }
            } catch {
                jobs.logger.warning("a runner failed", metadata: ["jid": "\(jid)", "error": "\(error)"])
            }
        }
        return (jid, "salt/\(kind)/\(jid)")
    }

    /// Whether there is such a function, and it has a parameter of this name.
    func takes(_ parameter: String, _ function: FunctionName) -> Bool {
        runners[function]?.parameters.contains { $0.name == parameter } ?? false
    }

    private func runner(_ call: FunctionCall) throws -> Runner {
        if let runner = runners[call.function] { return runner }
        let known = runners.keys.map(\.description)
        throw Refusal(
            .badRequest, "'\(call.function)' is not available on the master",
            hint: NearestName.hint(for: call.function.description, among: known)
                ?? "known are \(known.sorted().joined(separator: ", "))")
    }

    private func carryOut(
        _ runner: Runner, _ call: FunctionCall, jid: JobID, kind: String, _ user: String,
        _ progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> FunctionResult {
        let arguments = try BoundArguments(call, parameters: runner.parameters, of: call.function)
        let prefix = kind == "wheel" ? "wheel" : "runner"
        var data: ValueMap = [
            "fun": .string("\(prefix).\(call.function)"), "jid": .string(jid.text), "user": .string(user),
            "fun_args": .list(call.arguments + (call.keywords.isEmpty ? [] : [.map(call.keywords)])),
        ]
        let bus = jobs.events
        let beginning = Event(tag: "salt/\(kind)/\(jid)/new", data: data)
        await bus.publish(beginning)
        await progress(beginning)
        do {
            let result = try await runner.body(
                arguments,
                Call(call: call, jid: jid, user: user) { event in
                    await jobs.publish(event)
                    await progress(event)
                })
            data["return"] = result.value
            data["success"] = .bool(result.retcode == 0)
            await bus.publish(Event(tag: "salt/\(kind)/\(jid)/ret", data: data))
            return result
        } catch {
            data["return"] = .string(String(describing: error))
            data["success"] = false
            await bus.publish(Event(tag: "salt/\(kind)/\(jid)/ret", data: data))
            throw error
        }
    }
}
