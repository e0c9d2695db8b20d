import Execution
import Model
import Testing
import Values

struct StateRunnerGlobalsTests {
    private let fake = FakeRun()

    /// Comments and results as Salt 3007.1 gave them for the same states.
    static let conditions: [(ValueMap, String?)] = [
        (["unless": "true"], "unless condition is true"), (["unless": "false"], nil),
        (["unless": ["true", "false"]], nil), (["unless": ["true", "true"]], "unless condition is true"),
        (["unless": "no such command"], "unless condition is true"),
        (["onlyif": ["true", "false"]], "onlyif condition is false"), (["onlyif": "true"], nil),
        (["onlyif": "no such command"], "onlyif condition is false"), (["onlyif": false], nil),
        (["unless": false], nil),
        (["onlyif": "true", "unless": "true"], "onlyif condition is true\nunless condition is true"),
        (["creates": "/etc/passwd"], "/etc/passwd exists"), (["creates": "/nonexistent"], nil),
        (["creates": ["/etc/passwd", "/etc/group"]], "All files in creates exist"),
        (["creates": ["/etc/passwd", "/nonexistent"]], nil),
        (["onlyif": [["fun": "test.echo", "args": ["x"]]]], nil),
        (["onlyif": [["fun": "test.echo", "args": [""]]]], "onlyif condition is false"),
        (["onlyif": [["fun": "test.echo", "args": ["x"], "retcode": 1]]], "onlyif condition is false"),
        (["unless": [["fun": "test.echo", "text": "x"]]], "unless condition is true"),
        (["unless": [["fun": "test.echo", "nested": true, "get_return": "a:b"]]], "unless condition is true"),
        (["unless": [["fun": "test.echo", "nested": true, "get_return": "a:c"]]], nil),
        (["unless": "false", "creates": "/etc/passwd"], "unless condition is false\n/etc/passwd exists"),
    ]

    @Test(arguments: conditions)
    func `conditions decide whether a state runs`(globals: ValueMap, skipped: String?) async throws {
        let answer = try await fake.last([FakeRun.chunk("x", [:], globals)])
        #expect(answer.result == true)
        #expect(answer.comment == skipped ?? "Success!")
        #expect(fake.recorder.log == (skipped == nil ? ["run x"] : []))
        #expect(answer.ran)
        #expect(answer.extra["skip_watch"] == (skipped == nil ? nil : true))
    }

    @Test func `a condition whose function fails fails the state and says why`() async throws {
        let answer = try await fake.last([FakeRun.chunk("x", [:], ["onlyif": [["fun": "nope.nope"]]])])
        #expect(answer.result == false)
        #expect(answer.comment == "An exception occurred in this state: 'nope.nope' is not available.")
    }

    @Test func `a condition's command inherits the state's options`() async throws {
        _ = try await fake.run([
            FakeRun.chunk(
                "x", ["text": "a"],
                ["unless": "false", "runas": "nobody", "umask": "022", "cwd": "/tmp", "cmd_opts_exclude": ["runas"]])
        ])
        #expect(fake.recorder.commands.map(\.1) == [["umask": "022", "cwd": "/tmp"]])
    }

    @Test func `check_cmd overrides result and comment`() async throws {
        let good = try await fake.last([FakeRun.chunk("x", ["result": false], ["check_cmd": "true"])])
        #expect(good.result == true)
        #expect(good.comment == "check_cmd determined the state succeeded")
        let bad = try await fake.last([FakeRun.chunk("x", ["changes": true], ["check_cmd": ["true", "false"]])])
        #expect(bad.result == false)
        #expect(bad.comment == "check_cmd determined the state failed")
        #expect(bad.changes == ["did": "change"])
    }

    @Test func `a retried state tells its attempts and takes a number for each`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("x", ["result": false], ["retry": ["attempts": 3, "interval": 2]]), FakeRun.chunk("y"),
        ])
        #expect(
            returns[0].comment == """
                Attempt 1: Returned a result of "False", with the following comment: "Failure!"
                Attempt 2: Returned a result of "False", with the following comment: "Failure!"
                Failure!
                """)
        #expect(returns.map(\.runNumber) == [2, 3])
        #expect(returns[0].duration == 4003)
        #expect(fake.recorder.log == ["run x", "sleep 2", "run x", "sleep 2", "run x", "run y"])
    }

    @Test func `a retry ends with the first success`() async throws {
        let answer = try await fake.last([
            FakeRun.chunk("x", ["result": false, "succeeds_at": 2], ["retry": ["attempts": 5, "interval": 1]])
        ])
        #expect(answer.result == true)
        #expect(answer.runNumber == 1)
    }

    @Test func `a retry may wait for a failure`() async throws {
        let answer = try await fake.last([
            FakeRun.chunk("x", [:], ["retry": ["attempts": 2, "interval": 0, "until": false]])
        ])
        #expect(answer.comment.hasPrefix("Attempt 1: Returned a result of \"True\""))
    }

    @Test(arguments: [(true, 2), (false, 1), (["attempts": "many"], 2)] as [(Value, Int)])
    func `retry takes a mapping or true`(retry: Value, calls: Int) async throws {
        _ = try await fake.run([FakeRun.chunk("x", ["result": false], ["retry": retry])])
        #expect(fake.recorder.log.filter { $0 == "run x" }.count == calls)
    }

    @Test func `a test run announces the retry`() async throws {
        var fake = fake
        fake.isTest = true
        let answer = try await fake.last([FakeRun.chunk("x", ["changes": true], ["retry": true])])
        #expect(
            answer.comment == """
                It would change  The state would be retried every 30 seconds (with a splay of up to 0 seconds) a \
                maximum of 2 times or until a result of True is returned
                """)
    }

    @Test func `a test run touches nothing and its prediction drives requisites`() async throws {
        var fake = fake
        fake.isTest = true
        let returns = try await fake.run([
            FakeRun.chunk("config", ["changes": true]), FakeRun.watcher("service", [:], ["watch": ["config"]]),
            FakeRun.chunk("reload", [:], ["onchanges": ["config"]]),
        ])
        #expect(returns.map(\.result) == [nil, nil, true])
        #expect(returns[1].comment == "It would be restarted")
        #expect(!fake.recorder.log.contains { $0.hasPrefix("apply") })
    }

    @Test(arguments: [
        ("__slot__:salt:test.echo(hello)", "hello"), ("__slot__:salt:test.echo('a, b')", "a, b"),
        ("__slot__:salt:test.echo(text=\"x\") ~ /more", "x/more"),
        ("__slot__:salt:test.echo(nested=yes).a.b ~ .end", "deep.end"), ("plain __slot__", "plain __slot__"),
    ])
    func `a slot is replaced by its function's result`(slot: String, expected: String) async throws {
        _ = try await fake.run([FakeRun.chunk("x", ["text": .string(slot)])])
        #expect(fake.recorder.log == ["run x \(expected)"])
    }

    @Test(arguments: ["__slot__:salt:test.echo(", "__slot__:salt", "__slot__:mine:test.echo(x)", "__slot__:salt:echo"])
    func `a malformed slot fails the state`(slot: String) async throws {
        let answer = try await fake.last([FakeRun.chunk("x", ["text": .string(slot)])])
        #expect(answer.result == false)
        #expect(answer.comment.contains("the slot '\(slot)' can't be read"))
    }

    @Test func `an unknown state function fails with the nearest name`() async throws {
        let answer = try await fake.last([FakeRun.chunk("x", function: "fake.rum")])
        #expect(
            answer.comment == """
                State 'fake.rum' was not found in SLS 't'
                Reason: 'fake.rum' is not available.
                did you mean 'fake.run'?

                """)
        #expect(answer.result == false)
    }

    @Test func `a function may take an argument that the engine uses too`() async throws {
        var decoder = ArgumentDecoder(["name": "x"], globals: ["runas": "nobody", "umask": "022"])
        #expect(decoder.text("runas") == "nobody")
        #expect(decoder.finish(for: "cmd.run").map(\.message) == ["'name' is not an argument of cmd.run"])
    }

    @Test func `no_log hides name, comment and what changed`() async throws {
        let answer = try await fake.last([FakeRun.chunk("x", ["changes": true], ["no_log": true])])
        #expect(answer.name == "**********")
        #expect(answer.comment == "**********")
        #expect(answer.changes == ["did": "**********"])
        #expect(fake.recorder.events.allSatisfy { !JSON.write($0.value).contains("Success!") })
    }
}
