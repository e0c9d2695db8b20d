import Model
import Testing
import Values

@testable import ControlPlane

/// What access control sees of a call's arguments is what is run.
struct ChunkKeysTests {
    private static let mine: Value = ["@runner": [["mine.get": ["kwargs": ["tgt": "^web"]]]]]

    @Test(arguments: ["tgt", "tgt_type", "delimiter", "subset", "progress", "app"], ["runner", "wheel_async"])
    func `an argument of the master's functions that is given twice, differently, is refused`(
        key: String, client: String
    ) async throws {
        let chunk: ValueMap = [
            "client": .string(client), "fun": "mine.get", key: "db1", "kwarg": .map([key: "web1"]),
        ]
        #expect(throws: Diagnostic.self) { try Lowstate(chunk) }
        await #expect(throws: Diagnostic.self) { try await Self.check(chunk) }
        let same = chunk.merged(with: [key: "web1"])
        #expect(try Lowstate(same).call.keywords == .init([(.string(key), "web1")]))
    }

    @Test func `a runner's target is an argument to access control, too`() async throws {
        let chunk: ValueMap = ["client": "runner", "fun": "mine.get", "tgt": "web1"]
        try await Self.check(chunk)
        #expect(try Lowstate(chunk).call.keywords == ["tgt": "web1"])
        await #expect(throws: AccessRefusal.self) { try await Self.check(chunk.merged(with: ["tgt": "db1"])) }
    }

    @Test(arguments: ["runner", "wheel"])
    func `what is refused of a local client's target is any argument of the master's functions`(client: String) throws {
        let own: ValueMap = ["subset": "some", "delimiter": "", "tgt_type": "galaxy"]
        let chunk: ValueMap = ["client": .string(client), "fun": "mine.get"]
        let low = try Lowstate(chunk.merged(with: own))
        #expect(low.call.keywords == own)
        #expect(low.subset == nil)
        #expect(try RequestedChunk(chunk.merged(with: own)).target == nil)
    }

    @Test func `a local client's target is no argument`() throws {
        let chunk: ValueMap = [
            "client": "local", "tgt": "web1", "tgt_type": "glob", "delimiter": ":", "subset": 2, "progress": true,
            "fun": "test.arg", "kwarg": ["tgt": "db1"],
        ]
        #expect(try Lowstate(chunk).call.keywords == ["tgt": "db1"])
        #expect(try RequestedChunk(chunk).calls.map(\.keywords) == [["tgt": "db1"]])
        #expect(throws: Refusal.self) { try Lowstate(chunk.merged(with: ["cwd": "/"])) }
    }

    @Test(
        arguments: [[["test": true]], ["test=True"], "test=True", [], "", false, 0] as [Value], LowstateClient.allCases)
    func `keywords that are no mapping are refused, and not left out`(keywords: Value, client: LowstateClient) throws {
        let chunk: ValueMap = [
            "client": .string(client.rawValue), "tgt": "*", "fun": "state.apply", "kwarg": keywords,
        ]
        let words = "'kwarg' must be a mapping"
        #expect { try Lowstate(chunk) } throws: { "\($0)".hasPrefix(words) }
        #expect { try RequestedChunk(chunk) } throws: { "\($0)".hasPrefix(words) }
        #expect(try RequestedChunk(chunk.merged(with: ["kwarg": ["a": 1]])).calls.first?.keywords["a"] == "1")
    }

    @Test func `no keywords may be written as null`() throws {
        let chunk: ValueMap = ["client": "local", "tgt": "*", "fun": "test.ping", "kwarg": .null]
        #expect(try Lowstate(chunk).call == FunctionCall("test.ping"))
        #expect(try RequestedChunk(chunk).calls.map(\.keywords) == [[:]])
    }

    private static func check(_ chunk: ValueMap) async throws {
        let principal = Principal(user: "fred", eauth: "file", permissions: try Permissions([mine]))
        try await AccessFixture.control([:]).check(chunk, as: principal) { _ in [] }
    }
}
