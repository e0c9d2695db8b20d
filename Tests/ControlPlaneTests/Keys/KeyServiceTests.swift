import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// Who becomes a minion, and who stays outside.
struct KeyServiceTests {
    private static let now: Int64 = 1_000_000_000_000_000

    private let store = MemoryStore()
    private let switchboard = Switchboard()
    private let id: MinionID

    init() throws { id = try MinionID("web1") }

    private func service(acceptsAll: Bool = false, autosign: [String] = []) -> KeyService {
        let clock = WallClock { Self.now }
        return KeyService(
            store: store, minionStore: store, authority: WordAuthority(), switchboard: switchboard,
            events: EventBus(clock: clock), clock: clock,
            policy: AcceptancePolicy(acceptsAll: acceptsAll) { autosign }, logger: Logger(label: "test"))
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
        #expect(try await keys.authorise(id: "web1", serial: "serial of key") == nil)

        #expect(try await keys.accept(matching: "web*") == [id])
        let second = try await keys.enrol(request())
        #expect(second.state == "accepted")
        #expect(second.certificate == "certificate of web1 for key")
        #expect(try await keys.authorise(id: "web1", serial: "serial of key") == id)
        #expect(try await keys.authorise(id: "web1", serial: "another") == nil)
    }

    @Test func `another key for a known id is denied and changes nothing for the first`() async throws {
        let keys = service()
        _ = try await keys.enrol(request())
        _ = try await keys.accept(matching: "web1")
        let stranger = try await keys.enrol(request(key: "stolen"))
        #expect(stranger.state == "denied")
        #expect(stranger.certificate == nil)
        #expect(try await keys.authorise(id: "web1", serial: "serial of key") == id)
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
        #expect(try await keys.authorise(id: "web1", serial: "serial of key") == nil)
        #expect(try await keys.enrol(request()).state == "rejected")

        #expect(try await keys.delete(matching: "web1") == [id])
        #expect(try await keys.enrol(request()).state == "pending")
    }

    @Test(arguments: [(["# hosts", "web*"], "accepted"), (["db*"], "pending"), ([""], "pending")])
    func `the autosign file accepts the ids that it names`(lines: [String], state: String) async throws {
        #expect(try await service(autosign: lines).enrol(request()).state == state)
    }

    @Test func `auto_accept accepts everyone`() async throws {
        #expect(try await service(acceptsAll: true).enrol(request()).state == "accepted")
    }
}
