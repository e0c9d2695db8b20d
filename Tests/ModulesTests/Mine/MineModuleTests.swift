import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

struct MineModuleTests {
    private let scratch: Scratch
    private let minion: TestMinion
    private let functions: [FunctionName: ExecutionFunction]

    init() throws {
        scratch = try Scratch()
        minion = try TestMinion(
            options: [
                "mine_functions": [
                    "test.version": [], "os": [["mine_function": "grains.get"], "os"], "test.gone": [],
                ]
            ])
        let module = MineModule(LocalMine(path: scratch.file("cache/mine.json"), host: .system()))
        functions = Dictionary(module.functions.map { ($0.name, $0) }) { first, _ in first }
    }

    private func call(_ name: FunctionName, _ arguments: Value..., keywords: ValueMap = [:]) async throws -> Value {
        let run = MinionRun(engine: minion.engine, jid: nil) { _ in }.context(pillar: [
            "mine_functions": ["grains.keys": []]
        ])
        let function = try #require(functions[name])
        return try await function(FunctionCall(name, arguments: arguments, keywords: keywords), in: run).value
    }

    @Test func `what the configuration and the pillar name is sent, and what fails holds nothing up`() async throws {
        defer { scratch.remove() }
        #expect(try await call("mine.update") == true)
        let id = minion.engine.id.text
        #expect(try await call("mine.get", "*", "os") == [id: "Debian"])
        #expect(try await call("mine.get", "*", ["os", "test.gone"]) == ["os": [id: "Debian"]])
        #expect(try await call("mine.get", "*", "grains.keys,os").map?.count == 2)
        #expect(try await call("mine.get", "nobody", "os") == [:])
        #expect(try await call("mine.get", "*", "os", keywords: ["exclude_minion": true]) == [:])
    }

    @Test func `a function is sent under another name, deleted, and all of it flushed`() async throws {
        defer { scratch.remove() }
        let sent = try await call(
            "mine.send", "name", "os", keywords: ["mine_function": "grains.get", "allow_tgt": "web*"])
        #expect(sent == true)
        let id = minion.engine.id.text
        #expect(try await call("mine.get", "*", "name") == [id: "Debian"])
        #expect(try await call("mine.delete", "name") == true)
        #expect(try await call("mine.get", "*", "name") == [:])
        _ = try await call("mine.send", "test.version")
        _ = try await call("mine.flush")
        #expect(try await call("mine.get", "*", "test.version") == [:])
        await #expect(throws: Diagnostic.self) { try await call("mine.send", "test.gone") }
    }

    /// As Salt's `mine.update`, which leaves them out with a line in the log.
    @Test(
        arguments: [
            ["num": [["mine_function": 5]]], ["num": 5], ["num": "eth0"], ["mine_function": "nodot"], ["nodot": []],
            ["named": [["mine_function": ["test.ping"]]]], ["kept": [["mine_function": "os"], ["allow_tgt": "web*"]]],
            ["test.version": [["allow_tgt_type": "globs"]]], ["": [["mine_function": "test.ping"]]],
            ["test.version": [["allow_tgt": ["G@os:Debian": "compound"]]]],
        ] as [ValueMap])
    func `a wrong entry is left out and the others are sent`(wrong: ValueMap) async throws {
        defer { scratch.remove() }
        var functions: ValueMap = ["test.ping": [], "os": [["mine_function": "grains.get"], "os"]]
        functions = wrong.merged(with: functions, strategy: .overwrite)
        #expect(try await call("mine.update", keywords: ["mine_functions": .map(functions)]) == true)
        let id = minion.engine.id.text
        let names = functions.keyTexts.map { Value.string($0) }
        #expect(
            try await call("mine.get", "*", .list(names)) == ["test.ping": [id: true], "os": [id: "Debian"]])
        let list: Value = [["test.ping": []], 5, "nodot", "test.version"]
        #expect(try await call("mine.update", true, list) == true)
        let version = try await call("mine.get", "*", "test.version")
        #expect(version.map?.count == 1)
        #expect(try await call("mine.get", "*", ["test.ping", "5", "nodot"]) == [:])
    }

    /// As Salt's `mine.valid` has them.
    @Test func `the entries that can be called are told`() async throws {
        defer { scratch.remove() }
        #expect(
            try await call("mine.valid") == ["grains.keys": [], "test.version": [], "os": ["grains.get": ["os"]]])
    }

    @Test func `readers and keywords are taken out of a definition`() throws {
        defer { scratch.remove() }
        let function = try MineFunction(
            named: "ip",
            [
                ["mine_function": "network.ip_addrs"], "eth0", ["cidr": "10.0.0.0/8"], ["allow_tgt": "G@role:lb"],
                ["allow_tgt_type": "compound"],
            ])
        #expect(
            function.call == FunctionCall("network.ip_addrs", arguments: ["eth0"], keywords: ["cidr": "10.0.0.0/8"]))
        #expect(function.readers == Target("G@role:lb", type: .compound))
    }
}
