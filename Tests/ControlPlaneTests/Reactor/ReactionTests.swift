import Model
import Testing
import Values

@testable import ControlPlane

struct ReactionTests {
    @Test func `a call on minions takes args as keywords`() throws {
        let reactions = try Reaction.all(
            [
                "deploy": [
                    "local.state.apply": [
                        ["tgt": "web*"], ["args": [["mods": "app"], ["pillar": ["v": 1]]]],
                    ]
                ]
            ], file: "a.sls")
        #expect(reactions.map(\.id) == ["deploy"])
        #expect(
            reactions.first?.call == FunctionCall("state.apply", keywords: ["mods": "app", "pillar": ["v": 1]]))
        guard case .local(let target) = reactions.first?.kind else {
            Issue.record("no call on minions")
            return
        }
        #expect(target == Target("web*"))
    }

    @Test func `the older way has arg and kwarg, another name for local, and lists as targets`() throws {
        let reactions = try Reaction.all(
            [
                "a": [
                    "cmd.cmd.run": [
                        ["tgt": ["web1", "web2"]], ["arg": ["uptime"]], ["kwarg": ["cwd": "/"]],
                    ]
                ],
                "b": ["local.test.ping": ["tgt": "os:Debian", "tgt_type": "grain", "arg": 1]],
                "c": ["runner.state.orchestrate": [["arg": ["app"]], ["kwarg": [["test": true]]], ["args": .null]]],
            ], file: "a.sls")
        #expect(
            reactions.map(\.call) == [
                FunctionCall("cmd.run", arguments: ["uptime"], keywords: ["cwd": "/"]),
                FunctionCall("test.ping", arguments: [1]),
                FunctionCall("state.orchestrate", arguments: ["app"], keywords: ["test": true]),
            ])
        let targets = reactions.compactMap { if case .local(let target) = $0.kind { target } else { nil } }
        #expect(targets == [Target("web1,web2", type: .list), Target("os:Debian", type: .grain)])
    }

    @Test func `functions of the master also take keywords beside args`() throws {
        let reactions = try Reaction.all(
            [
                "a": ["runner.state.orchestrate": [["mods": "release"], ["args": [["pillar": ["x": 1]]]]]],
                "b": ["wheel.key.accept": [["match": "web1"]]],
            ], file: "a.sls")
        #expect(
            reactions.map(\.call) == [
                FunctionCall("state.orchestrate", keywords: ["mods": "release", "pillar": ["x": 1]]),
                FunctionCall("key.accept", keywords: ["match": "web1"]),
            ])
    }

    @Test func `nothing rendered is no reaction`() throws {
        #expect(try Reaction.all(.null, file: "a.sls").isEmpty)
        #expect(try Reaction.all([:], file: "a.sls").isEmpty)
    }

    @Test(
        arguments: [
            ("text", "a.sls renders to a string, not to a mapping of IDs", nil),
            (["x": "test.ping"], "'x' in a.sls is a string, not a reaction", nil),
            (["x": ["local.test.ping": []]], "'x' in a.sls: 'tgt' is missing", nil),
            (
                ["x": ["locl.test.ping": [["tgt": "*"]]]], "'x' in a.sls: 'locl.test.ping' is not a reaction",
                "did you mean 'local'?"
            ),
            (
                ["x": ["caller.test.ping": []]],
                "'x' in a.sls: 'caller.test.ping' runs on a minion's own reactor, and there is none", nil
            ),
            (
                ["x": ["local.test.ping": [["tgt": "*"], ["agrs": [1]]]]],
                "'x' in a.sls: 'agrs' is not known in a reaction on minions", "did you mean 'args'?"
            ),
            (
                ["x": ["local.test.ping": [["tgt": "*"], ["args": ["uptime"]]]]],
                "'x' in a.sls: 'args' is a list of 'KEY: VALUE'", "arguments by position are written '- arg: [...]'"
            ),
            (
                ["x": ["local.state.apply": [["tgt": "*"], ["arg": ["app"]], ["kwarg": ["test=True"]]]]],
                "'x' in a.sls: 'kwarg' is a mapping, not [\"test=True\"]", "write it as '- kwarg: {test: True}'"
            ),
            (
                ["x": ["wheel.key.accept": [["kwarg": "match=web1"]]]],
                "'x' in a.sls: 'kwarg' is a mapping, not \"match=web1\"", "write it as '- kwarg: {test: True}'"
            ),
            (
                ["x": ["local.state.apply": [["tgt": "*"], ["args": [["mods": "app"]]], ["kwarg": ["test": true]]]]],
                "'x' in a.sls: 'kwarg' would have no effect beside 'args'", "write all arguments in 'args'"
            ),
            (
                ["x": ["runner.state.orchestrate": [["args": [["test": true]]], ["arg": ["app"]]]]],
                "'x' in a.sls: 'arg' would have no effect beside 'args'", "write all arguments in 'args'"
            ),
            (
                ["x": ["local.test.ping": [["tgt": "*"], ["tgt_type": "gran"]]]],
                "'x' in a.sls: unknown target type 'gran'", "did you mean 'grain'?"
            ),
        ] as [(Value, String, String?)])
    func `what is wrong with a reaction is said with its place`(value: Value, message: String, hint: String?) throws {
        let error = #expect(throws: Diagnostics.self) { try Reaction.all(value, file: "a.sls") }
        #expect(error?.all.first?.message == message)
        if let hint { #expect(error?.all.first?.hint == hint) }
    }
}
