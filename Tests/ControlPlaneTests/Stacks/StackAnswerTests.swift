import Model
import Testing
import Values

@testable import ControlPlane

/// What is said of an action when it is over.
struct StackAnswerTests {
    private static func answer(
        _ action: StackAction, _ version: String?, steps: Value, retcode: Int = 0, isTest: Bool = false,
        losing lost: String? = nil
    ) async throws -> String {
        let stage = try StackStage()
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
        if let lost { await stage.fleet.deleteKey(of: try MinionID(lost)) }
        let plan = try await stage.plan(action, version)
        return StackAnswer(plan: plan, steps: steps, retcode: retcode, isTest: isTest).summary(took: .milliseconds(250))
    }

    private static func step(_ function: String, _ result: Value, _ comment: Value, _ changes: Value = [:]) -> ValueMap
    {
        ["stack_|-\(function)_|-app_|-\(function)": ["result": result, "comment": comment, "changes": changes]]
    }

    @Test func `a repeated action says that it is done already`() async throws {
        let summary = try await Self.answer(.release, "1.14", steps: .map(Self.step("begun", true, "")))
        #expect(summary == "app/1.14 is in release already: no change (0.25 s)")
    }

    @Test func `a repeated action that had to mend something does not say so`() async throws {
        let steps = Self.step("backends", true, "", ["lb1": ["servers": 2]])
        #expect(try await Self.answer(.release, "1.14", steps: .map(steps)) == "app/1.14 is in release (0.25 s in all)")
    }

    @Test func `a switch is told in the words of the step that made it`() async throws {
        let steps = Self.step("switched", true, "app/1.14 is active: 1 load balancer confirmed in 0.02 s")
        let summary = try await Self.answer(.activate, "1.14", steps: .map(steps))
        #expect(summary == "app/1.14 is active: 1 load balancer confirmed in 0.02 s (0.25 s in all)")
    }

    @Test func `a switch whose clean-up failed is told as done, with a failure after it`() async throws {
        let steps = Self.step("removed", false, "no engine").merged(with: Self.step("finished", true, ""))
        let summary = try await Self.answer(.activate, "1.14", steps: .map(steps), retcode: 1)
        #expect(summary == "app/1.14 is active, but what came after failed (0.25 s in all)")
    }

    @Test func `an action that failed says so`() async throws {
        let steps = Self.step("switched", false, "no answer").merged(with: Self.step("finished", false, ""))
        let summary = try await Self.answer(.activate, "1.14", steps: .map(steps), retcode: 1)
        #expect(summary == "activate of app/1.14 failed after 0.25 s")
    }

    @Test func `what the plan noted is said again at the end`() async throws {
        let summary = try await Self.answer(
            .deactivate, "1.13", steps: .map(Self.step("removed", true, "")), losing: "app2")
        #expect(summary.hasPrefix("app/1.13 is deactivated (0.25 s in all)\n  note: "))
        #expect(summary.contains("app2"))
    }

    @Test func `a test says what would be done, with its notes once`() async throws {
        let summary = try await Self.answer(.deactivate, "1.13", steps: [:], isTest: true, losing: "app2")
        #expect(summary.hasPrefix("deactivate app/1.13: active -> deactivated"))
        #expect(summary.split(separator: "\n").count { $0.contains("note:") } == 1)
    }
}
