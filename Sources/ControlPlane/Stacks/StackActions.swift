import Execution
package import Model
package import Values

/// The actions on stacks as the CLI, the REST API and runners ask for them: the orchestrator of the action, and its
/// answer in a sentence.
package struct StackActions: Sendable {
    /// What was asked beside application and action.
    package struct Wish: Sendable {
        package var version: String?
        /// Deactivate first what is in release.
        package var isReplacing: Bool
        /// Leave the containers of a failed release for a look.
        package var isKeeping: Bool
        /// Plan only.
        package var isTest: Bool

        /// - Throws: a `Refusal` for a key that is not known.
        package init(_ body: ValueMap) throws(Refusal) {
            let known = ["version", "replace", "keep", "yes", "test", "app_name"]
            for key in body.keyTexts where !known.contains(key) {
                throw Refusal(
                    .badRequest, "'\(key)' is not known here",
                    hint: NearestName.hint(for: key, among: known) ?? "known are \(known.joined(separator: ", "))")
            }
            if case .double(let number) = body["version"] {
                throw Refusal(
                    .badRequest, "the version is the number \(PythonNumber.repr(number)), and 1.10 would be 1.1",
                    hint: "put it in quotes, so that it is text")
            }
            version = body["version"]?.scalarText
            isReplacing = body["replace"]?.bool ?? false
            isKeeping = body["keep"]?.bool ?? false
            isTest = body["test"]?.bool ?? false
        }
    }

    let service: StackService
    let orchestrator: Orchestrator

    package init(service: StackService, orchestrator: Orchestrator) {
        self.service = service
        self.orchestrator = orchestrator
    }

    /// Carries an action out.
    ///
    /// - Returns: `{"ok", "retcode", "summary", "failures", "jid", "data"}`.
    /// - Throws: `Refusal` when the rules stand in the way, `Diagnostics` for a wrong pillar; nothing is changed then.
    package func perform(
        _ action: StackAction, app: String, _ wish: Wish, jid: JobID, user: String,
        report: @escaping @Sendable (Event) async -> Void
    ) async throws -> Value {
        let plan = try await service.plan(action, app: app, version: wish.version, replacing: wish.isReplacing)
        let clock = ContinuousClock()
        let start = clock.now
        let pillar: ValueMap = [
            "app_name": .string(app), "version": .string(plan.move.stack.version), "replace": .bool(wish.isReplacing),
            "keep": .bool(wish.isKeeping),
        ]
        // The plan knows whether the pillar must be whole.
        var keywords: ValueMap = ["pillar": [action.rawValue: .map(pillar)], "force": true]
        if wish.isTest { keywords["test"] = true }
        let result = try await orchestrator.run([action.rawValue], keywords: keywords, jid: jid, user: user) { event in
            await report(Self.timed(event, since: start))
        }
        let steps = result.value["data"]?[orchestrator.identity.text] ?? .null
        let answer = StackAnswer(plan: plan, steps: steps, retcode: result.retcode, isTest: wish.isTest)
        return [
            "ok": .bool(result.retcode == 0), "retcode": .int(result.retcode),
            "summary": .string(answer.summary(took: start.duration(to: clock.now))),
            "failures": .strings(answer.failures), "jid": .string(jid.text), "data": result.value,
        ]
    }

    /// The time since the action began, in seconds, on the events that tell of its steps.
    private static func timed(_ event: Event, since start: ContinuousClock.Instant) -> Event {
        guard event.tag.hasPrefix("pigeon/stack/") else { return event }
        var event = event
        event.data["elapsed"] = .double((start.duration(to: .now).seconds * 1000).rounded() / 1000)
        return event
    }
}
