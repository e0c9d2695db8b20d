import Model
import Testing
import Values

@testable import ControlPlane

/// How a chunk says that its function is called: what is wrong is refused, since without it another call would be made.
struct ChunkOptionsTests {
    private func low(_ client: LowstateClient, _ more: ValueMap) throws -> Lowstate {
        let chunk: ValueMap = ["client": .string(client.rawValue), "fun": "test.ping"]
        return try Lowstate(chunk.merged(with: client.isLocal ? ["tgt": "*"] : [:]).merged(with: more))
    }

    private func message(_ client: LowstateClient, _ more: ValueMap) -> String? {
        let refusal = #expect(throws: Refusal.self) { try low(client, more) }
        #expect(refusal?.kind == .badRequest)
        return refusal?.message
    }

    @Test(
        arguments: LowstateClient.allCases.filter { $0 != .localBatch },
        [("batch", 1), ("batch", "10%"), ("batch", ""), ("batch_wait", 0), ("failhard", true), ("failhard", "yes")]
            as [(String, Value)])
    func `a batch of any client but local_batch is refused`(client: LowstateClient, option: (String, Value)) {
        let refusal = #expect(throws: Refusal.self) { try low(client, [option.0: option.1]) }
        #expect(refusal?.kind == .badRequest)
        #expect(refusal?.message == "'\(option.0)' has no effect with the client '\(client.rawValue)'")
        #expect(refusal?.hint == (client.isLocal ? "client: local_batch" : "only minions are asked in batches"))
    }

    @Test func `what says nothing is no batch`() throws {
        let nothing: ValueMap = ["batch": .null, "batch_wait": .null, "failhard": false]
        for client in LowstateClient.allCases { #expect(try low(client, nothing).batch == nil) }
        let low = try low(.localBatch, ["batch": 2, "batch_wait": "1s", "failhard": "True"])
        #expect(low.batch == "2")
        #expect(low.batchWait == .seconds(1))
        #expect(low.failsHard)
    }

    @Test(arguments: [["2"], ["size": 2]] as [Value])
    func `a batch that is no text is refused, and not taken for all`(batch: Value) {
        #expect(message(.localBatch, ["batch": batch])?.hasPrefix("'batch' is neither text nor a number: ") == true)
    }

    @Test(
        arguments: ["x", -1, "-1", "", true, [5], "5 s"] as [Value], [.local, .localAsync, .runner] as [LowstateClient])
    func `a timeout that is no time is refused`(timeout: Value, client: LowstateClient) {
        #expect(message(client, ["timeout": timeout]) == "'timeout' is not a time: \(JSON.write(timeout))")
    }

    @Test(
        arguments: [
            (.null, nil), (5, .seconds(5)), ("5", .seconds(5)), (0.5, .milliseconds(500)), ("2m", .seconds(120)),
        ]
            as [(Value, Duration?)])
    func `a timeout is seconds, or text with a unit`(timeout: Value, duration: Duration?) throws {
        #expect(try low(.local, ["timeout": timeout]).timeout == duration)
    }

    @Test(
        arguments: [
            (true, true), ("True", true), ("true", true), ("1", true), (1, true), ("yes", true), (false, false),
            ("False", false), ("false", false), ("0", false), (0, false), ("no", false), (.null, false),
        ] as [(Value, Bool)])
    func `a boolean is one, or what a form has for it`(value: Value, flag: Bool) throws {
        let low = try low(.localBatch, ["full_return": value, "failhard": value, "progress": value])
        #expect(low.isFullReturn == flag)
        #expect(low.failsHard == flag)
        #expect(low.wantsProgress == flag)
    }

    @Test(arguments: ["full_return", "failhard", "progress"], ["maybe", "", 2, 1.0, [true], [:]] as [Value])
    func `what is no boolean is refused`(key: String, value: Value) {
        #expect(message(.localBatch, [key: value]) == "'\(key)' is neither true nor false: \(JSON.write(value))")
    }

    @Test(arguments: [["test.ping", "test.echo"], "test.ping,test.echo"] as [Value])
    func `several functions in a chunk are refused`(functions: Value) {
        #expect(message(.local, ["fun": functions]) == "a chunk has one 'fun', and not several")
    }

    @Test func `progress is an argument of the master's functions`() throws {
        #expect(try low(.runner, ["progress": "maybe"]).call.keywords == ["progress": "maybe"])
    }
}
