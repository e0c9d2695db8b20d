package import Logging
package import Model
import Values

/// Who may be a minion: acceptance and being cut off. Enrolment and certificates are in extensions.
///
/// Each change is made against the key as it was read: one that was rejected meanwhile stays rejected.
package struct KeyService: Sendable {
    let store: any KeyStore
    let minionStore: any MinionStore
    let authority: any CertificateAuthority
    let switchboard: Switchboard
    let events: EventBus
    let clock: WallClock
    let policy: AcceptancePolicy
    /// How many keys may wait to be accepted; more would only fill the disk.
    let maximumPending: Int
    /// Hears of ids whose host is gone for good: another may come to be called so.
    let forsake: @Sendable (MinionID) async throws -> Void
    let logger: Logger

    package init(
        store: any KeyStore, minionStore: any MinionStore, authority: any CertificateAuthority,
        switchboard: Switchboard, events: EventBus, clock: WallClock, policy: AcceptancePolicy,
        maximumPending: Int = 20_000, forsake: @escaping @Sendable (MinionID) async throws -> Void, logger: Logger
    ) {
        self.store = store
        self.minionStore = minionStore
        self.authority = authority
        self.switchboard = switchboard
        self.events = events
        self.clock = clock
        self.policy = policy
        self.maximumPending = maximumPending
        self.forsake = forsake
        self.logger = logger
    }

    package func keys() async throws -> [MinionKey] { try await store.keys().sorted { $0.id < $1.id } }

    /// Accepts the keys in one of `states` that match: pending ones, and those that were rejected or denied when these
    /// states are named. A denied key takes the place of the one that was known for its id, whose minion is cut off.
    ///
    /// - Parameter fingerprint: of the key that was looked at; no other is accepted.
    /// - Throws: a `Refusal` when no key that matches has that fingerprint by now.
    package func accept(
        matching match: String, from states: Set<KeyState> = [.pending], fingerprint: String? = nil
    ) async throws -> [MinionID] {
        let isMeant = { (key: MinionKey) in fingerprint.map { $0 == key.fingerprint } ?? true }
        let done = try await change(matching: match, from: states) { key in
            if key.state == .denied { return isMeant(key) ? try await acceptDenied(key) : false }
            // It is about to be replaced.
            if states.contains(.denied), try await store.deniedKey(of: key.id) != nil { return false }
            return try await alter(key.id, from: states.subtracting([.denied]), where: isMeant, accepted) != nil
        } announcing: {
            "accept"
        }
        if let fingerprint, done.isEmpty { throw try await gone(fingerprint, matching: match) }
        return done
    }

    /// The key that was looked at is not the one that could be accepted.
    private func gone(_ fingerprint: String, matching match: String) async throws -> Refusal {
        let pattern = KeyMatch(match)
        let now = try await keys().filter { pattern.matches($0.id) }.map { "\($0.fingerprint) (\($0.state.rawValue))" }
        return Refusal(
            .notFound,
            "nothing was accepted: the key of '\(match)' that was shown has the fingerprint \(fingerprint), "
                + (now.isEmpty ? "and there is no key of it any more" : "now it is \(now.joined(separator: " and "))"),
            hint: "another key may have come meanwhile: compare the fingerprints (`pigeon key finger`)")
    }

    /// Rejects keys and cuts their minions off. A denied key is refused as it is.
    package func reject(
        matching match: String, from states: Set<KeyState> = [.pending, .accepted]
    ) async throws -> [MinionID] {
        try await change(matching: match, from: states.subtracting([.denied])) { key in
            let rejected = try await alter(key.id, from: states) { key in
                MinionKey(
                    id: key.id, publicKey: key.publicKey, fingerprint: key.fingerprint, state: .rejected,
                    since: clock.now)
            }
            await switchboard.cut(key.id)
            return rejected != nil
        } announcing: {
            "reject"
        }
    }

    /// Forgets keys in one of `states` and cuts their minions off, of which no return is waited for any more; they come
    /// back as pending. All keys of an id go at
    /// once, except when the denied ones alone are meant.
    package func delete(
        matching match: String, from states: Set<KeyState> = Set(KeyState.allCases)
    ) async throws -> [MinionID] {
        try await change(matching: match, from: states) { key in
            if key.state == .denied, states == [.denied] {
                try await store.removeDenied(key.id)
                return true
            }
            // Before as after it: what can't be noted keeps the key, and jobs may have come meanwhile.
            try await forsake(key.id)
            try await store.remove(key.id)
            try await minionStore.forget(key.id)
            await switchboard.cut(key.id)
            try await forsake(key.id)
            return true
        } announcing: {
            "delete"
        }
    }

    private func change(
        matching match: String, from states: Set<KeyState>, _ act: (MinionKey) async throws -> Bool,
        announcing name: () -> String
    ) async throws -> [MinionID] {
        let pattern = KeyMatch(match)
        var changed: [MinionID] = []
        for key in try await keys() where states.contains(key.state) && pattern.matches(key.id) {
            guard try await act(key), changed.last != key.id else { continue }
            changed.append(key.id)
            await events.publish(
                Event(tag: "salt/key", data: ["act": .string(name()), "id": .string(key.id.text), "result": true]))
        }
        return changed
    }

    private func acceptDenied(_ key: MinionKey) async throws -> Bool {
        try await forsake(key.id)
        guard try await store.accept(denied: key, as: try accepted(key)) else { return false }
        await switchboard.cut(key.id)
        try await forsake(key.id)
        return true
    }

    /// Changes the key of an id for as long as it is in one of `states`, and one that is meant.
    ///
    /// - Returns: the new key; nil when it was in another state or another key, or is gone.
    func alter(
        _ id: MinionID, from states: Set<KeyState>, where isMeant: (MinionKey) -> Bool = { _ in true },
        _ change: (MinionKey) throws -> MinionKey
    ) async throws -> MinionKey? {
        while let old = try await store.key(of: id), states.contains(old.state), isMeant(old) {
            let new = try change(old)
            if try await store.replace(old, with: new) { return new }
        }
        return nil
    }

    /// The key as an accepted one, with a new certificate.
    func accepted(_ key: MinionKey) throws -> MinionKey {
        let issued = try authority.issue(for: key.id, publicKey: key.publicKey)
        return MinionKey(
            id: key.id, publicKey: key.publicKey, fingerprint: key.fingerprint, state: .accepted,
            certificate: issued.pem, serial: issued.serial, expires: issued.expires, since: clock.now)
    }
}
