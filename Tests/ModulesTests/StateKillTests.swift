import Execution
import Model
import Testing
import Values

@testable import Modules

/// A state run that is ended in the middle says so, and keeps what was done.
struct StateKillTests {
    private static let job = "20171130110407769519"
    private static let tag = "job_|-ended_|-ended_|-end"
    private static let states = [
        "main.sls": """
        first: test.succeed_with_changes
        long:
          cmd.run: [{name: sleep 60}]
        last: test.nop

        """
    ]

    private func apply(_ minion: TestMinion) async throws -> FunctionResult {
        await minion.engine.run(FunctionCall("state.apply", arguments: ["main"]), jid: try JobID(Self.job)) { event in
            guard event.tag.contains("/running/"), event.data["data"]?["__id__"] == "long" else { return }
            // The job is under way, and its state about to begin.
            _ = await minion.run("saltutil.kill_job", .string(Self.job))
        }
    }

    @Test func `one that saltutil.kill_job ends says which state ran, and how many were done`() async throws {
        let result = try await apply(try TestMinion(states: Self.states))
        #expect(result.retcode != 0)
        #expect(
            result.value.map?.keyTexts == [
                "test_|-first_|-first_|-succeed_with_changes", "cmd_|-long_|-sleep 60_|-run", Self.tag,
            ])
        #expect(result.value["test_|-first_|-first_|-succeed_with_changes"]?["result"] == true)
        let end = result.value[Self.tag]
        #expect(
            end?["comment"] == "killed by saltutil.kill_job while state 'long' (cmd.run) ran; 2 of 3 states ran",
            "\(result.value)")
        #expect(end?["result"] == false && end?["__run_num__"] == 2)
    }

    @Test func `one that is cancelled says where it was, so that who did it can say why`() async throws {
        let minion = try TestMinion(states: Self.states)
        let run = Task {
            await minion.engine.run(FunctionCall("state.apply", arguments: ["main"]), jid: try JobID(Self.job)) {
                event in
                guard event.tag.contains("/prog/"), event.data["data"]?["ret"]?["__id__"] == "first" else { return }
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        let result = try await run.value
        #expect(result.value[Self.tag]?["comment"] == "ended early between two states; 1 of 3 states ran")
        let told = StateReturn.explained(result.value, why: "killed by jobs kill", sentence: "it was killed")
        #expect(told[Self.tag]?["comment"] == "killed by jobs kill between two states; 1 of 3 states ran")
        #expect(told.map?.count == 2)
        #expect(StateReturn.explained(["a": 1], why: "x", sentence: "y") == ["a": 1])
        #expect(StateReturn.explained("text", why: "x", sentence: "y") == "y")
    }

    @Test func `a call that is no state run says it as well`() async throws {
        let minion = try TestMinion()
        async let result = minion.engine.run(
            FunctionCall("test.sleep", arguments: [60]), jid: try JobID(Self.job))
        while await minion.run("saltutil.kill_job", .string(Self.job)).value != "Job \(Self.job) was told to end" {
            try await Task.sleep(for: .milliseconds(5))
        }
        let ended = try await result
        #expect(ended.value == "killed by saltutil.kill_job")
        #expect(ended.retcode != 0)
    }
}
