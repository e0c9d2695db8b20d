import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// Certificates in the course of time, by a clock that the test sets.
struct CertificateRenewalTests {
    private final class Days: Sendable {
        private let count = Mutex<Int64>(0)

        var now: Int64 { count.withLock { $0 } * 86_400_000_000 }

        func pass(_ days: Int64) { count.withLock { $0 += days } }
    }

    private let days = Days()
    private let store = MemoryStore()
    private let switchboard = Switchboard()
    private let id: MinionID

    init() throws { id = try MinionID("web1") }

    private var keys: KeyService {
        KeyService(
            store: store, minionStore: store, switchboard: switchboard, clock: WallClock { [days] in days.now })
    }

    private func enrol() async throws -> EnrolmentReply {
        let proof = EnrolmentRequest.proof(id: id, publicKey: "key", time: days.now)
        return try await keys.enrol(
            EnrolmentRequest(id: id, publicKey: "key", signature: "key signs \(proof)", time: days.now))
    }

    /// - Returns: the serial number.
    private func acceptedMinion() async throws -> String {
        _ = try await enrol()
        _ = try await keys.accept(matching: "web1")
        return try #require(await store.key(of: id)?.serial)
    }

    @Test func `the old certificate is good until the new one is used, and an hour longer`() async throws {
        let old = try await acceptedMinion()
        days.pass(250)
        let new = try await keys.renew(id, showing: old).serial
        #expect(new != old)
        days.pass(50)
        #expect(try await keys.authorise(id: "web1", serial: old) == id, "the new one was never used")
        #expect(try await keys.authorise(id: "web1", serial: new) == id)
        #expect(try await keys.authorise(id: "web1", serial: old) == id, "what is under way goes on")
        days.pass(1)
        #expect(try await keys.authorise(id: "web1", serial: old) == nil)
        #expect(try await keys.authorise(id: "web1", serial: new) == id)
    }

    @Test func `a renewal whose answer was lost is made again`() async throws {
        let old = try await acceptedMinion()
        days.pass(250)
        let lost = try await keys.renew(id, showing: old).serial
        days.pass(1)
        let new = try await keys.renew(id, showing: old).serial
        #expect(try await keys.authorise(id: "web1", serial: old) == id)
        #expect(try await keys.authorise(id: "web1", serial: new) == id)
        #expect(try await keys.authorise(id: "web1", serial: lost) == nil)
    }

    @Test func `a rejection ends the old certificate and the new one`() async throws {
        let old = try await acceptedMinion()
        days.pass(250)
        let new = try await keys.renew(id, showing: old).serial
        _ = try await keys.reject(matching: "web1")
        for serial in [old, new] { #expect(try await keys.authorise(id: "web1", serial: serial) == nil) }
        await #expect(throws: Refusal.self) { try await keys.renew(id, showing: old) }
    }

    @Test func `a minion whose certificate has ended gets a new one for the same key`() async throws {
        let old = try await acceptedMinion()
        days.pass(400)
        let reply = try await enrol()
        #expect(reply.state == "accepted")
        #expect(reply.certificate != nil)
        #expect(await store.key(of: id)?.serial != old)
    }

    @Test func `an enrolment in the middle of the life changes no certificate`() async throws {
        let serial = try await acceptedMinion()
        days.pass(100)
        #expect(try await enrol().state == "accepted")
        #expect(await store.key(of: id)?.serial == serial, "so an enrolment that is replayed cuts nobody off")
    }

    @Test func `a renewal that comes too late for a rejection does not undo it`() async throws {
        let old = try await acceptedMinion()
        let racing = RacingStore(store) { [store, id] in
            guard var key = await store.key(of: id), key.state == .accepted else { return }
            key.state = .rejected
            key.serial = nil
            await store.save(key)
        }
        let service = KeyService(
            store: racing, minionStore: store, switchboard: switchboard, clock: WallClock { [days] in days.now },
            policy: AcceptancePolicy(acceptsAll: true) { [] })
        await #expect(throws: Refusal.self) { try await service.renew(id, showing: old) }
        #expect(await store.key(of: id)?.state == .rejected)
    }
}

/// Does something between the reading of a key and the writing of what was made of it.
struct RacingStore: KeyStore {
    let base: MemoryStore
    let between: @Sendable () async -> Void

    init(_ base: MemoryStore, between: @escaping @Sendable () async -> Void) {
        self.base = base
        self.between = between
    }

    func replace(_ old: MinionKey?, with new: MinionKey) async throws -> Bool {
        await between()
        return await base.replace(old, with: new)
    }

    func accept(denied: MinionKey, as new: MinionKey) async throws -> Bool {
        await between()
        return await base.accept(denied: denied, as: new)
    }

    func keys() async throws -> [MinionKey] { await base.keys() }
    func acceptedMinions() async throws -> [MinionID] { await base.acceptedMinions() }
    func key(of id: MinionID) async throws -> MinionKey? { await base.key(of: id) }
    func save(_ key: MinionKey) async throws { await base.save(key) }
    func deniedKey(of id: MinionID) async throws -> MinionKey? { await base.deniedKey(of: id) }
    func pendingCount() async throws -> Int { await base.pendingCount() }
    func removeDenied(_ id: MinionID) async throws { await base.removeDenied(id) }
    func remove(_ id: MinionID) async throws { await base.remove(id) }
}
