import ControlPlane
import Model
import Testing

/// What every `KeyStore` keeps; each check gets an empty one.
struct KeyStoreContract {
    let store: any KeyStore

    func replacesTheKeyOfAnID() async throws {
        let id = try MinionID("web1")
        try await store.save(Self.key(id, .pending, fingerprint: "a"))
        var accepted = Self.key(id, .accepted, fingerprint: "a")
        accepted.certificate = "PEM"
        accepted.serial = "40ff"
        try await store.save(accepted)
        #expect(try await store.keys() == [accepted])
        #expect(try await store.key(of: id) == accepted)
    }

    func keepsADeniedKeyBesideTheOther() async throws {
        let id = try MinionID("web1")
        try await store.save(Self.key(id, .accepted, fingerprint: "a"))
        try await store.save(Self.key(id, .denied, fingerprint: "b"))
        try await store.save(Self.key(id, .denied, fingerprint: "c"))
        #expect(try await store.key(of: id)?.fingerprint == "a")
        #expect(try await Set(store.keys().map(\.fingerprint)) == ["a", "c"])
        try await store.save(Self.key(id, .rejected, fingerprint: "a"))
        #expect(try await Set(store.keys().map(\.state)) == [.rejected, .denied])
    }

    func doesNotGiveADeniedKeyAsTheKeyOfItsID() async throws {
        let id = try MinionID("web1")
        try await store.save(Self.key(id, .denied, fingerprint: "b"))
        #expect(try await store.key(of: id) == nil)
    }

    func replacesOnlyWhatWasRead() async throws {
        let id = try MinionID("web1")
        let pending = Self.key(id, .pending, fingerprint: "a")
        #expect(try await store.replace(nil, with: pending))
        #expect(try await !store.replace(nil, with: pending), "there is one by now")
        #expect(try await store.pendingCount() == 1)
        var accepted = Self.key(id, .accepted, fingerprint: "a")
        accepted.certificate = "PEM"
        accepted.serial = "40ff"
        accepted.expires = 7
        accepted.previousSerial = "40fe"
        accepted.previousUntil = 9
        #expect(try await store.replace(pending, with: accepted))
        #expect(try await !store.replace(pending, with: pending), "it has been accepted meanwhile")
        #expect(try await store.key(of: id) == accepted)
        #expect(try await store.pendingCount() == 0)
        try await store.remove(id)
        #expect(try await !store.replace(accepted, with: accepted), "it is gone")
        #expect(try await store.keys() == [])
    }

    func removesADeniedKeyAlone() async throws {
        let id = try MinionID("web1")
        let known = Self.key(id, .accepted, fingerprint: "a")
        let denied = Self.key(id, .denied, fingerprint: "b")
        try await store.save(known)
        #expect(try await store.deniedKey(of: id) == nil)
        try await store.save(denied)
        #expect(try await store.deniedKey(of: id) == denied)
        try await store.removeDenied(id)
        #expect(try await store.keys() == [known])
    }

    func acceptsADeniedKeyOnlyWhileItIsTheOne() async throws {
        let id = try MinionID("web1")
        let known = Self.key(id, .accepted, fingerprint: "a")
        let denied = Self.key(id, .denied, fingerprint: "b")
        let accepted = Self.key(id, .accepted, fingerprint: "b")
        try await store.save(known)
        #expect(try await !store.accept(denied: denied, as: accepted), "there is none")
        let later = Self.key(id, .denied, fingerprint: "c")
        try await store.save(later)
        #expect(try await !store.accept(denied: denied, as: accepted), "another has come in its place")
        #expect(try await store.key(of: id) == known)
        #expect(try await store.deniedKey(of: id) == later)
        try await store.save(denied)
        #expect(try await store.accept(denied: denied, as: accepted))
        #expect(try await store.keys() == [accepted])
    }

    func removesEveryKeyOfAnID() async throws {
        let id = try MinionID("web1")
        let other = try MinionID("web2")
        try await store.save(Self.key(id, .accepted, fingerprint: "a"))
        try await store.save(Self.key(id, .denied, fingerprint: "b"))
        try await store.save(Self.key(other, .accepted, fingerprint: "c"))
        try await store.remove(id)
        #expect(try await store.keys().map(\.id) == [other])
    }

    private static func key(_ id: MinionID, _ state: KeyState, fingerprint: String) -> MinionKey {
        MinionKey(id: id, publicKey: "PEM of \(fingerprint)", fingerprint: fingerprint, state: state, since: 1)
    }
}
