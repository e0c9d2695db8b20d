import API
import ControlPlane
import Model
import PKI
import Synchronization
import TestSupport
import Values

/// What a store says of a disk without space.
struct FullStore: StoreFailure {
    let unavailability: String? = "no space is left on the master's disk"
}

/// The master behind the REST API: real access control and event bus, and a function or two to call.
final class FakeRest: RestOperations {
    let access: AccessControl
    let bus = EventBus(clock: wallClock)
    private let calls = Mutex<[String]>([])
    /// Keeps `test.wait` waiting until the test lets it go.
    let gate = Promise<Bool>()
    /// Fulfilled when `test.wait` is over.
    let finished = Promise<Bool>()

    var received: [String] { calls.withLock { $0 } }

    init(lifetime: Duration = .seconds(43_200)) throws {
        let options: ValueMap = [
            "sharedsecret": "s3cret",
            "external_auth": [
                "sharedsecret": [
                    "fred": [".*", "@runner", "@wheel", "@jobs"], "limited": ["test.ping"],
                    "webby": [["web*": [".*"]]],
                ]
            ],
        ]
        var configuration = try AccessConfiguration(options: options, digests: .crypto) { _ in "" }
        configuration.lifetime = lifetime
        access = AccessControl(configuration: configuration, digests: .crypto, clock: wallClock, logger: silent)
    }

    func admit(_ chunk: ValueMap, as principal: Principal) async throws {
        try await access.check(chunk, as: principal) { target in
            Set(try ["web1", "db1"].map { try MinionID($0) }.filter { Glob(target.expression).matches($0.text) })
        }
    }

    func run(_ chunk: ValueMap, as principal: Principal, progress: @escaping Progress) async throws -> [Value] {
        calls.withLock { $0.append("\(principal.user) \(JSON.write(.map(chunk)))") }
        try await admit(chunk, as: principal)
        switch (chunk["client"]?.string, chunk["fun"]?.string) {
        case ("local_batch", _): return [["web1": true], ["db1": true]]
        case ("local_async", _): return [["jid": "20261120232605080258", "minions": ["web1"]]]
        case (_, "test.refuse"): throw Refusal(.conflict, "another action is under way", hint: "wait for it")
        case (_, "test.break"): throw SystemFailure(reason: "a secret of the inside")
        case (_, "test.full"): throw FullStore()
        case (_, "test.wait"):
            await progress(Event(tag: "salt/job/1/ret/web1", data: ["id": "web1"]))
            _ = try await gate.value
            await progress(Event(tag: "salt/job/1/ret/db1", data: ["id": "db1"]))
            finished.fulfil(true)
            return [["web1": true]]
        default: return [["web1": true]]
        }
    }

    func stacks(app: String?) throws -> Value {
        guard let app else { return ["app": ["active": "1.14"]] }
        guard app == "app" else { throw Refusal(.notFound, "there is no stack of '\(app)'") }
        return ["active": "1.14"]
    }

    func stack(
        _ action: String, app: String, body: ValueMap, as principal: Principal, progress: @escaping Progress
    ) async throws -> Value {
        await progress(Event(tag: "pigeon/stack/\(app)/\(action)", data: ["step": "health"]))
        return ["action": .string(action), "app": .string(app), "body": .map(body), "user": .string(principal.user)]
    }

    func minions() throws -> [MinionID] { try ["web1", "web2", "web3"].map { try MinionID($0) } }

    func grains(of minion: MinionID) -> ValueMap? {
        switch minion.text {
        case "web1": ["os": "Debian"]
        case "web3": ["os": "Ünix"]
        default: nil
        }
    }
    func jobs() -> Value { ["20261120232605080258": ["Function": "test.ping"]] }

    func job(_ jid: String) throws -> Value {
        guard jid == "20261120232605080258" else { throw Refusal(.notFound, "there is no job \(jid)") }
        return ["jid": .string(jid), "Result": ["web1": ["return": true, "retcode": 0, "success": true]]]
    }

    func keys(id: String?) throws -> Value {
        guard let id else { return ["minions": ["web1"], "minions_pre": []] }
        guard ["web1", "web.1", "db1"].contains(id) else { throw Refusal(.notFound, "there is no key of '\(id)'") }
        return ["minions": .map([id: "f2:30"])]
    }

    func events(glob: String?) async -> AsyncStream<Event> { await bus.subscribe(glob: glob) }
    func publish(_ event: Event) async { await bus.publish(event) }
}
