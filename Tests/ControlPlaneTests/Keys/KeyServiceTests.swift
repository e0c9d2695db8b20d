import Model
import Testing
import Values

@testable import ControlPlane

/// Who becomes a minion, and who stays outside.
@Suite(.timeLimit(.minutes(5)))
struct KeyServiceTests {
    private static let now: Int64 = 1_000_000_000_000_000

    private let store = MemoryStore()
    private let switchboard = Switchboard()
    private let bus = EventBus(clock: WallClock { now })
    private let id: MinionID

    init() throws { id = try MinionID("web1") }

    private func service(acceptsAll: Bool = false, autosign: [String] = []) -> KeyService {
        KeyService(
            store: store, minionStore: store, switchboard: switchboard, clock: WallClock { Self.now }, events: bus,
            policy: AcceptancePolicy(acceptsAll: acceptsAll) { autosign }, maximumPending: 3)
    }

    private func request(of name: String) throws -> EnrolmentRequest {
        let id = try MinionID(name)
        let proof = EnrolmentRequest.proof(id: id, publicKey: name, time: Self.now)
        return EnrolmentRequest(id: id, publicKey: name, signature: "\(name) signs \(proof)", time: Self.now)
    }

    private func request(key: String = "key", time: Int64 = now, signature: String? = nil) -> EnrolmentRequest {
        let proof = EnrolmentRequest.proof(id: id, publicKey: key, time: time)
        return EnrolmentRequest(id: id, publicKey: key, signature: signature ?? "\(key) signs \(proof)", time: time)
    }

    @Test func `a new key waits until it is accepted, and only then has a certificate`() async throws {
        let keys = service()
        let first = try await keys.enrol(request())
        #expect(first.state == "pending")
        #expect(first.certificate == nil)
        #expect(first.fingerprint == "print of key")
        #expect(try await keys.authorise(id: "web1", serial: "key at \(Self.now)") == nil)

        #expect(try await keys.accept(matching: "web*") == [id])
        let second = try await keys.enrol(request())
        #expect(second.state == "accepted")
        #expect(second.certificate == "certificate of web1 for key")
        #expect(try await keys.authorise(id: "web1", serial: "key at \(Self.now)") == id)
        #expect(try await keys.authorise(id: "web1", serial: "another") == nil)
    }

    @Test func `another key for a known id is denied and changes nothing for the first`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.accept(matching: "web1")
        let stranger = try await keys.enrol(request(key: "stolen"))
        #expect(stranger.state == "denied")
        #expect(stranger.certificate == nil)
        #expect(try await keys.authorise(id: "web1", serial: "key at \(Self.now)") == id)
        #expect(try await keys.keys().map(\.state).sorted { $0.rawValue < $1.rawValue } == [.accepted, .denied])
    }

    @Test func `a key is not taken from one who does not hold it`() async throws {
        let keys = service()
        await #expect(throws: Refusal.self) { try await keys.enrol(request(signature: "a guess")) }
        #expect(try await keys.keys().isEmpty)
    }

    @Test(arguments: [-16, 16])
    func `a proof that is far from the master's time is refused with what to do`(minutes: Int64) async throws {
        let keys = service()
        await #expect {
            try await keys.enrol(request(time: Self.now + minutes * 60_000_000))
        } throws: { error in
            (error as? Refusal)?.hint?.contains("NTP") == true
        }
    }

    @Test func `a rejected or deleted minion is cut off at once and does not come back by itself`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.accept(matching: "web1")
        var lines = await switchboard.connect(id).lines.makeAsyncIterator()
        #expect(try await keys.reject(matching: "web1") == [id])
        #expect(await lines.next() == nil, "the stream has ended")
        #expect(try await keys.authorise(id: "web1", serial: "key at \(Self.now)") == nil)
        #expect(try await keys.enrol(request()).state == "rejected")

        #expect(try await keys.delete(matching: "web1") == [id])
        #expect(try await keys.enrol(request()).state == "pending")
    }

    @Test(arguments: [
        (["# hosts", "web*"], "accepted"), (["db*"], "pending"), ([""], "pending"), (["  web1\t"], "accepted"),
        (["web[0-9]+"], "accepted"), (["eb1"], "pending"), (["we"], "pending"), (["#web1"], "pending"),
        (["*("], "pending"),
    ])
    func `the autosign file accepts by id, glob and regular expression for the whole id`(
        lines: [String], state: String
    ) async throws {
        #expect(try await service(autosign: lines).enrol(request()).state == state)
    }

    @Test func `an autosign file that can't be used accepts nobody and refuses nobody`() async throws {
        let keys = KeyService(
            store: store, minionStore: store, switchboard: switchboard, clock: WallClock { Self.now },
            policy: AcceptancePolicy(acceptsAll: false) { throw Diagnostic("unreadable") })
        #expect(try await keys.enrol(request()).state == "pending")
    }

    @Test func `enrolments are on the event bus, a denied key too`() async throws {
        let events = await bus.subscribe(glob: "salt/auth")
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.enrol(request(key: "stolen"))
        var heard = events.makeAsyncIterator()
        let first = await heard.next()
        #expect(first?.data["act"] == "pend")
        #expect(first?.data["result"] == true)
        let second = await heard.next()
        #expect(second?.data["act"] == "denied")
        #expect(second?.data["id"] == "web1")
        #expect(second?.data["result"] == false)
    }

    @Test func `a denied key that is accepted takes the place of the known one, whose minion is cut off`() async throws
    {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.accept(matching: "web1")
        _ = try await keys.enrol(request(key: "new disk"))
        #expect(try await keys.accept(matching: "web1") == [], "only when denied keys are meant")
        var lines = await switchboard.connect(id).lines.makeAsyncIterator()
        #expect(try await keys.accept(matching: "web1", from: [.pending, .denied]) == [id])
        #expect(await lines.next() == nil)
        #expect(try await keys.keys().map(\.fingerprint) == ["print of new disk"])
        #expect(try await keys.authorise(id: "web1", serial: "key at \(Self.now)") == nil)
        #expect(try await keys.authorise(id: "web1", serial: "new disk at \(Self.now)") == id)
        #expect(try await keys.enrol(request()).state == "denied", "the old key is the strange one now")
    }

    @Test func `only the key that was looked at is accepted, and both fingerprints are told`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        await #expect {
            try await keys.accept(matching: "web1", fingerprint: "print of another")
        } throws: { error in
            let text = "\(error)"
            return text.contains("print of another") && text.contains("print of key (pending)")
                && (error as? Refusal)?.kind == .notFound
        }
        #expect(try await keys.keys().map(\.state) == [.pending])
        #expect(try await keys.accept(matching: "web1", fingerprint: "print of key") == [id])

        _ = try await keys.enrol(request(key: "new disk"))
        _ = try await keys.enrol(request(key: "stolen"))
        await #expect(throws: Refusal.self) {
            try await keys.accept(matching: "web1", from: [.pending, .denied], fingerprint: "print of new disk")
        }
        #expect(await store.key(of: id)?.fingerprint == "print of key")
        #expect(await store.deniedKey(of: id)?.fingerprint == "print of stolen")
    }

    @Test(arguments: [KeyState.pending, .denied])
    func `a key that comes between the look and the acceptance is not accepted`(state: KeyState) async throws {
        _ = try await service().enrol(request())
        if state == .denied { _ = try await service().enrol(request(key: "new disk")) }
        let shown = state == .denied ? "print of new disk" : "print of key"
        let racing = RacingStore(store) { [store, id] in
            await store.save(
                MinionKey(id: id, publicKey: "stolen", fingerprint: "print of stolen", state: state, since: 1))
        }
        let keys = KeyService(
            store: racing, minionStore: store, switchboard: switchboard, clock: WallClock { Self.now })
        await #expect(throws: Refusal.self) {
            try await keys.accept(matching: "web1", from: [.pending, .denied], fingerprint: shown)
        }
        #expect(await store.acceptedMinions() == [])
        #expect(await store.keys().contains { $0.fingerprint == "print of stolen" && $0.state == state })
    }

    @Test func `of a pending and a denied key the denied one is accepted when it is meant`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.enrol(request(key: "new disk"))
        #expect(try await keys.accept(matching: "web1", from: [.pending, .denied]) == [id])
        #expect(try await keys.keys().map(\.fingerprint) == ["print of new disk"])
    }

    @Test func `a rejected key is accepted only when rejected keys are meant`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.reject(matching: "*")
        #expect(try await keys.accept(matching: "*") == [])
        #expect(try await keys.accept(matching: "*", from: [.pending, .rejected]) == [id])
    }

    @Test func `denied keys can be forgotten without the one that is known`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.enrol(request(key: "stolen"))
        #expect(try await keys.delete(matching: "*", from: [.denied]) == [id])
        #expect(try await keys.keys().map(\.state) == [.pending])
    }

    @Test(arguments: [("web1,db1", 2), ("web?,nothing", 1), ("*", 3), ("", 0), ("x", 0)])
    func `ids and globs are separated by commas`(match: String, count: Int) async throws {
        let keys = service()
        for name in ["web1", "db1", "lb1"] { _ = try await keys.enrol(request(of: name)) }
        #expect(try await keys.accept(matching: match).count == count)
    }

    @Test func `there is a limit to the keys that wait`() async throws {
        let keys = service()
        for name in ["a", "b", "c"] { _ = try await keys.enrol(request(of: name)) }
        await #expect {
            try await keys.enrol(request(of: "d"))
        } throws: { ($0 as? Refusal)?.kind == .tooMany }
        #expect(try await keys.enrol(request(of: "a")).state == "pending", "those that are known go on")
        _ = try await keys.accept(matching: "a")
        #expect(try await keys.enrol(request(of: "d")).state == "pending")
    }

    @Test(arguments: [Int64.min, Int64.max, 0, -1])
    func `no time of a proof can break the master`(time: Int64) async throws {
        await #expect(throws: Refusal.self) { try await service().enrol(request(time: time)) }
    }

    @Test func `auto_accept accepts everyone`() async throws {
        #expect(try await service(acceptsAll: true).enrol(request()).state == "accepted")
    }
}
