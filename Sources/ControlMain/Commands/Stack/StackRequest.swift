import ArgumentParser
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

    /// - Throws: `ExitCode` with the action's own code when it failed.
    func perform(_ client: ControlClient, _ output: OutputOptions) async throws {
        let path = "/stacks/\(ControlClient.escaped(app))/\(action)"
        let answer = try await client.post(path, body: .map(body)) { Progress.show($0) }.first ?? .null
        let outcome = StackOutcome(answer)
        if output.out != nil {
            Terminal.result(try output.presenter().text(answer))
        } else {
            Terminal.result(outcome.summary)
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
