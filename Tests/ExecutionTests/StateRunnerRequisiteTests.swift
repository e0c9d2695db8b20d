import Execution
import Model
import Testing
import Values

struct StateRunnerRequisiteTests {
    private let fake = FakeRun()

    @Test func `a failed requisite is named with its SLS and the failure cascades`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("failer", ["result": false]), FakeRun.chunk("one", [:], ["require": ["failer"]]),
            FakeRun.chunk("two", [:], ["require": ["failer", "one"]]),
        ])
        #expect(returns.map(\.result) == [false, false, false])
        #expect(returns[1].comment == "One or more requisite failed: t.failer")
        #expect(returns[2].comment == "One or more requisite failed: t.failer, t.one")
        #expect(returns.map(\.ran) == [true, false, false])
        #expect(returns.map(\.runNumber) == [0, 1, 2])
        #expect(fake.recorder.log == ["run failer"])
    }

    @Test func `what is required runs first even when it stands later`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("a", [:], ["require": ["b"]]), FakeRun.chunk("b", [:], ["require": ["c"]]),
            FakeRun.chunk("c"),
        ])
        #expect(fake.recorder.log == ["run c", "run b", "run a"])
        #expect(returns.map(\.id) == ["c", "b", "a"])
    }

    @Test func `a cycle fails and ends`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("a", [:], ["require": ["b"]]), FakeRun.chunk("b", [:], ["require": ["a"]]),
            FakeRun.chunk("c"),
        ])
        #expect(returns.map(\.comment).contains("Recursive requisite found"))
        #expect(returns.map(\.result) == [false, false, true])
        #expect(fake.recorder.log == ["run c"])
    }

    @Test func `a skipped state satisfies require and counts as unchanged`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("ok"), FakeRun.chunk("skipped", [:], ["onchanges": ["ok"]]),
            FakeRun.chunk("requires", [:], ["require": ["skipped"]]),
            FakeRun.chunk("changes", [:], ["onchanges": ["skipped"]]),
            FakeRun.chunk("onfail", [:], ["onfail": ["skipped"]]),
        ])
        #expect(returns.map(\.result) == [true, true, true, true, true])
        #expect(fake.recorder.log == ["run ok", "run requires"])
    }

    @Test func `a watched change makes an unchanged watcher react and takes a second number`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("config", ["changes": true]), FakeRun.watcher("service", [:], ["watch": ["config"]]),
            FakeRun.chunk("after"),
        ])
        #expect(
            fake.recorder.log == [
                "run config", "apply config", "run service", "run service", "apply service again", "run after",
            ])
        #expect(returns[1].comment == "Restarted")
        #expect(returns.map(\.runNumber) == [0, 2, 3])
    }

    @Test func `a watcher with changes of its own doesn't react`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("config", ["changes": true]),
            FakeRun.watcher("service", ["changes": true], ["watch": ["config"]]),
        ])
        #expect(fake.recorder.log.last == "apply service")
    }

    @Test func `watch on a state that can't react is a require`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("config", ["changes": true]), FakeRun.chunk("plain", [:], ["watch": ["config"]]),
        ])
        #expect(fake.recorder.log == ["run config", "apply config", "run plain"])
    }

    @Test func `a condition's skip keeps a watcher from reacting`() async throws {
        let answer = try await fake.last([
            FakeRun.chunk("config", ["changes": true]),
            FakeRun.watcher("service", [:], ["watch": ["config"], "unless": "true"]),
        ])
        #expect(answer.comment == "unless condition is true")
        #expect(fake.recorder.log == ["run config", "apply config"])
    }

    @Test func `another state's skip_req leaves the watcher alone and says so`() async throws {
        let answer = try await fake.last([
            FakeRun.chunk("a", ["changes": true]), FakeRun.chunk("b", ["changes": true, "text": "skip_req"]),
            FakeRun.watcher("service", [:], ["watch": ["a", "b"]]),
        ])
        #expect(
            answer.comment == "Success! mod_watch was not run because requisites were skipped by another state")
    }

    @Test func `prereq runs before a state that would change`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("stop", [:], ["prereq": ["deploy"]]), FakeRun.chunk("deploy", ["changes": true]),
        ])
        #expect(fake.recorder.log == ["test deploy", "run stop", "run deploy", "apply deploy"])
        #expect(returns.map(\.runNumber) == [0, 1])
        #expect(returns.map(\.result) == [true, true])
    }

    @Test func `prereq comes first even when it stands later`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("deploy", ["changes": true]), FakeRun.chunk("stop", [:], ["prereq": ["deploy"]]),
        ])
        #expect(fake.recorder.log == ["test deploy", "run stop", "run deploy", "apply deploy"])
    }

    @Test func `prereq does nothing when its target would not change`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("stop", [:], ["prereq": ["deploy"]]), FakeRun.chunk("deploy"),
        ])
        #expect(fake.recorder.log == ["test deploy", "run deploy"])
        #expect(returns[0].comment == "No changes detected")
        #expect(returns[0].result == true)
    }

    @Test func `a failed prereq keeps its target from running and shows the target's test`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("stop", ["result": false], ["prereq": ["deploy"]]),
            FakeRun.chunk("deploy", ["changes": true]),
        ])
        #expect(fake.recorder.log == ["test deploy", "run stop"])
        #expect(returns[1].result == nil)
        #expect(returns[1].comment == "It would change")
        #expect(returns[1].changes.isEmpty)
    }

    @Test func `a failing test of its target fails the prereq`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("stop", [:], ["prereq": ["deploy"]]), FakeRun.chunk("deploy", ["result": false]),
        ])
        #expect(returns[0].comment == "One or more requisite failed: t.deploy")
        #expect(returns.map(\.result) == [false, false])
        #expect(fake.recorder.log == ["test deploy"])
    }

    @Test func `a prereq's target is looked at after what it requires, and a watched change counts`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("drain", [:], ["prereq": ["service"]]), FakeRun.chunk("config", ["changes": true]),
            FakeRun.watcher("service", [:], ["watch": ["config"]]),
        ])
        #expect(
            fake.recorder.log == [
                "run config", "apply config", "test service", "run drain", "run service", "run service",
                "apply service again",
            ])
    }

    @Test func `prereqs form chains`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("a", [:], ["prereq": ["b"]]), FakeRun.chunk("b", ["changes": true], ["prereq": ["c"]]),
            FakeRun.chunk("c", ["changes": true]),
        ])
        #expect(
            fake.recorder.log == ["test c", "test b", "run a", "run b", "apply b", "run c", "apply c"])
    }

    @Test func `listeners react once at the very end, in order`() async throws {
        let returns = try await fake.run([
            FakeRun.watcher("service", [:], ["listen": ["config", "more"]]), FakeRun.chunk("config", ["changes": true]),
            FakeRun.chunk("more", ["changes": true]), FakeRun.chunk("deaf", [:], ["listen": ["config"]]),
            FakeRun.watcher("quiet", [:], ["listen": ["deaf"]]),
        ])
        #expect(fake.recorder.log.suffix(2) == ["run service", "apply service again"])
        #expect(
            returns.suffix(2).map(\.tag) == [
                "watcher_|-listener_service_|-service_|-mod_watch", "fake_|-listener_deaf_|-deaf_|-mod_watch",
            ])
        #expect(returns[5].id == "listener_service")
        #expect(returns[6].result == false)
        #expect(
            returns[6].comment
                == "State 'fake.mod_watch' was not found in SLS 't'\nReason: 'fake.mod_watch' is not available.\n")
    }

    @Test func `an onfail handler with onfail_stop false that succeeded excuses the failure`() async throws {
        let chunks = [
            FakeRun.chunk("failer", ["result": false]),
            FakeRun.chunk("handler", [:], ["onfail": ["failer"], "onfail_stop": false]),
        ]
        #expect(StateRunner.isSuccess(try await fake.run(chunks), of: FakeRun.low(chunks)))
        var plain = chunks
        plain[1].globals.removeValue(forKey: "onfail_stop")
        #expect(!StateRunner.isSuccess(try await fake.run(plain), of: FakeRun.low(plain)))
    }
}
