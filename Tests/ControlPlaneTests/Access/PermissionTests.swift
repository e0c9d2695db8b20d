import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// Salt's `external_auth` rules, case by case.
struct PermissionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let permissions: [Value]
        let chunk: ValueMap
        let isAllowed: Bool
        var testDescription: String { "\(JSON.write(.list(permissions))) \(JSON.write(.map(chunk)))" }

        init(_ permissions: [Value], _ chunk: ValueMap, _ isAllowed: Bool) {
            self.permissions = permissions
            self.chunk = chunk
            self.isAllowed = isAllowed
        }
    }

    private static func local(_ fun: Value, _ tgt: Value = "*", arg: Value = [], more: ValueMap = [:]) -> ValueMap {
        let chunk: ValueMap = ["client": "local", "tgt": tgt, "fun": fun, "arg": arg]
        return chunk.merged(with: more)
    }

    private static let limited: Value = ["cmd.run": ["args": ["^ls"], "kwargs": ["cwd": "/tmp"]]]

    static let minions: [Case] = [
        Case([".*"], local("cmd.run"), true),
        Case(["test.*"], local("test.ping"), true),
        Case(["test.*"], local("cmd.run"), false),
        Case(["ping"], local("test.ping"), false),
        Case([], local("test.ping"), false),
        Case([], local("saltutil.find_job"), true),
        Case(["@runner"], local("test.ping"), false),
        Case([["web*": ["test.*"]]], local("test.ping", "web1"), true),
        Case([["web*": ["test.*"]]], local("test.ping", "*"), false),
        Case([["web*": ["test.*"]]], local("test.ping", "db1"), false),
        Case([["web*": ["test.*"]]], local("test.ping", ["web1", "db1"], more: ["tgt_type": "glob"]), false),
        Case([["web1": ["test.*"]], ["db*": ["test.*"]]], local("test.ping", ["web1", "db1"]), true),
        Case([["web*": ["test.*"]]], local("test.ping", "I@role:w*", more: ["tgt_type": "compound"]), false),
        Case([["web*": ["test.*"]]], local("test.ping", "role:w*", more: ["tgt_type": "pillar"]), false),
        Case([["web*": [limited]]], local("cmd.run", "web1", arg: ["ls /"], more: ["kwarg": ["cwd": "/tmp"]]), true),
        Case([["web*": [limited]]], local("cmd.run", "web1", arg: ["rm /"], more: ["kwarg": ["cwd": "/tmp"]]), false),
        Case([["web*": [limited]]], local("cmd.run", "web1", arg: ["ls /"]), false),
        Case([["web*": [limited]]], local("cmd.run", "web1", more: ["kwarg": ["cwd": "/tmp"]]), false),
        Case([["web*": [["cmd.run": ["args": [nil, "^x"]]]]]], local("cmd.run", "web1", arg: ["a", "xy"]), true),
        Case(["test.*"], local("test.ping,cmd.run", arg: [[], ["id"]]), false),
        Case(["test.*", "cmd.*"], local(["test.ping", "cmd.run"], arg: [[], ["id"]]), true),
        Case(["test.*"], ["client": "local_batch", "tgt": "*", "fun": "test.ping"], true),
        Case(["test.*"], ["client": "ssh", "tgt": "*", "fun": "test.ping"], false),
    ]

    static let master: [Case] = [
        Case(["@runner"], ["client": "runner", "fun": "state.orchestrate"], true),
        Case(["@runners"], ["client": "runner_async", "fun": "state.orchestrate"], true),
        Case([".*"], ["client": "runner", "fun": "state.orchestrate"], false),
        Case(["@wheel"], ["client": "runner", "fun": "state.orchestrate"], false),
        Case(["@wheel"], ["client": "wheel", "fun": "key.list_all"], true),
        Case(["@jobs"], ["client": "runner", "fun": "jobs.list_jobs"], true),
        Case(["@jobs"], ["client": "runner", "fun": "manage.up"], false),
        Case([["@runner": ["manage.*", "jobs\\."]]], ["client": "runner", "fun": "manage.up"], true),
        Case([["@runner": ["manage.*"]]], ["client": "runner", "fun": "state.orchestrate"], false),
        Case([["@manage": ["up"]]], ["client": "runner", "fun": "manage.up"], true),
        Case([["@manage": ["up"]]], ["client": "runner", "fun": "manage.down"], false),
        Case(
            [["@runner": [["stack.release": ["args": ["^app$"]]]]]],
            ["client": "runner", "fun": "stack.release", "arg": ["app"]], true),
        Case(
            [["@runner": [["stack.release": ["args": ["^app$"]]]]]],
            ["client": "runner", "fun": "stack.release", "arg": ["other"]], false),
    ]

    @Test(arguments: minions + master)
    func `a chunk is allowed or refused`(example: Case) async throws {
        let access = try AccessFixture.control([:])
        let principal = Principal(user: "fred", eauth: "file", permissions: try Permissions(example.permissions))
        var isAllowed = true
        do {
            try await access.check(example.chunk, as: principal) { target in try Self.resolve(target) }
        } catch let refusal as AccessRefusal {
            isAllowed = false
            #expect(refusal.status == 401)
            #expect(refusal.message.contains("'fred'"))
        }
        #expect(isAllowed == example.isAllowed)
    }

    @Test(arguments: [["args": "ls"], ["args": ["a": "ls"]], ["kwargs": ["cwd"]], ["kwargs": "cwd"], "ls"] as [Value])
    func `a condition on arguments that can't be read allows nothing`(condition: Value) {
        #expect(throws: Diagnostic.self) { try Permissions([["web*": [.map(["cmd.run": condition])]]]) }
    }

    @Test func `expr_form is what tgt_type was called`() throws {
        let chunk: ValueMap = ["client": "local", "tgt": "os:Debian", "expr_form": "grain", "fun": "test.ping"]
        #expect(try RequestedChunk(chunk).target == Target("os:Debian", type: .grain))
        #expect(try Lowstate(chunk).target() == Target("os:Debian", type: .grain))
        let both = chunk.merged(with: ["tgt_type": "list"])
        #expect(try Lowstate(both).target().type == .list)
    }

    @Test func `a target is read with its delimiter, as it is where the call is carried out`() throws {
        let chunk: ValueMap = [
            "client": "local", "tgt": "a|b|c:d", "tgt_type": "grain", "delimiter": "|", "fun": "test.ping",
        ]
        let target = Target("a|b|c:d", type: .grain, delimiter: "|")
        #expect(try RequestedChunk(chunk).target == target)
        #expect(try Lowstate(chunk).target() == target)
        let matcher = TargetMatcher(nodegroups: [:])
        let web1 = TargetSubject(id: try MinionID("web1"), grains: ["a": ["b": "c:d"]])
        #expect(try matcher.matches(target, web1))
        #expect(try !matcher.matches(Target("a|b|c:d", type: .grain), web1))
        let empty = chunk.merged(with: ["delimiter": ""])
        #expect(throws: Diagnostic.self) { try RequestedChunk(empty) }
    }

    @Test func `the local root may do everything`() async throws {
        let access = try AccessFixture.control([:])
        try await access.check(["client": "wheel", "fun": "key.delete"], as: .localRoot) { _ in [] }
    }

    @Test(arguments: [.runner, .runnerAsync, .localAsync] as [LowstateClient])
    func `a client that is not enabled is refused, whatever its user may do`(client: LowstateClient) async throws {
        let access = try AccessFixture.control([:]) { $0.enabledClients = [.local, .wheel] }
        let principal = Principal(
            user: "fred", eauth: "file", permissions: try Permissions([".*", "@runner", "@wheel"]))
        let chunk: ValueMap = ["client": .string(client.rawValue), "tgt": "*", "fun": "test.ping"]
        await #expect(throws: AccessRefusal.clientDisabled(client)) {
            try await access.check(chunk, as: principal) { target in try Self.resolve(target) }
        }
        #expect(throws: AccessRefusal.clientDisabled(client)) { try access.check(client, as: principal) }
        // The CLI is not the REST API.
        try await access.check(chunk, as: .localRoot) { _ in [] }
        try await access.check(["client": "wheel", "fun": "key.list_all"], as: principal) { _ in [] }
    }

    @Test func `permissions are shown sorted, each once`() throws {
        let permissions = try Permissions(["@wheel", ".*", ["web*": ["test.*"]], ".*"])
        #expect(permissions.value == [".*", "@wheel", ["web*": ["test.*"]]])
        #expect(Permissions.none.value == [:])
    }

    private static func resolve(_ target: Target) throws -> Set<MinionID> {
        let matcher = try TargetMatcher().condition(target)
        let all = try ["web1", "web2", "db1"].map { try MinionID($0) }
        return Set(try all.filter { try matcher.matches(TargetSubject(id: $0)) })
    }
}
