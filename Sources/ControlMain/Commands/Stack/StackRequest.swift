import ArgumentParser
import Output
import Values

/// One action on an application: asks the master, shows its steps while they happen, and the outcome.
struct StackRequest {
    let action: String
    let app: String
    var body: ValueMap

    init(_ action: String, _ app: String, version: String? = nil, _ flags: [(String, Bool)] = []) {
        self.action = action
        self.app = app
        body = [:]
        if let version { body["version"] = .string(version) }
        for (name, isSet) in flags where isSet { body[name] = true }
    }

    /// - Throws: `ExitCode` with the action's own code when it failed; `ControlError`.
    func perform(_ client: ControlClient, _ output: OutputOptions) async throws {
        let presenter = try output.presenter()
        let path = "/stacks/\(PercentEncoding.encode(app))/\(action)"
        let body = Value.map(body)
        let answer = try await MasterWork(kind: .stack(action: action, app: app)).wait { job in
            try await client.post(path, body: body) { event in
                job.take(event)
                Progress.show(event)
            }.first ?? .null
        }
        let outcome = StackOutcome(answer)
        switch presenter.format {
        case nil: Terminal.result(outcome.summary)
        case .highstate: Terminal.result(presenter.text(answer["data"] ?? answer, retcode: answer["retcode"]?.int ?? 1))
        default: Terminal.result(presenter.text(answer))
        }
        for failure in outcome.failures { Terminal.say(failure) }
        if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
}

/// What the master says about an action that is over: `{"ok", "retcode", "summary", "failures", "data"}`.
struct StackOutcome {
    let summary: String
    /// A text for each step that failed.
    let failures: [String]
    let exitCode: Int32

    init(_ answer: Value) {
        summary = answer["summary"]?.string ?? "the master gave no summary"
        failures = answer["failures"]?.list?.compactMap(\.scalarText) ?? []
        let code = answer["retcode"]?.int ?? 1
        let isDone = answer["ok"]?.bool ?? (code == 0)
        exitCode = isDone ? 0 : code == 4 ? 4 : 1
    }
}
