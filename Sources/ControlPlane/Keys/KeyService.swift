package import Logging
package import Model
import Values

/// Who may be a minion: enrolment, acceptance and being cut off.
package struct KeyService: Sendable {
    let store: any KeyStore
    let minionStore: any MinionStore
    let authority: any CertificateAuthority
    let switchboard: Switchboard
    let events: EventBus
    let clock: WallClock
    let policy: AcceptancePolicy
    let logger: Logger

    package init(
        store: any KeyStore, minionStore: any MinionStore, authority: any CertificateAuthority,
        switchboard: Switchboard, events: EventBus, clock: WallClock, policy: AcceptancePolicy, logger: Logger
    ) {
        self.store = store
        self.minionStore = minionStore
        self.authority = authority
        self.switchboard = switchboard
        self.events = events
        self.clock = clock
        self.policy = policy
        self.logger = logger
    }

    package func keys() async throws -> [MinionKey] { try await store.keys().sorted { $0.id < $1.id } }

    /// A minion shows its key. A known one hears where it stands, a new one becomes pending, another key for a known id is denied.
    package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentReply {
        let fingerprint = try authority.fingerprint(ofPublicKey: request.publicKey)
        let proof = EnrolmentRequest.proof(id: request.id, publicKey: request.publicKey, time: request.time)
        guard try authority.verify(signature: request.signature, of: proof, publicKey: request.publicKey) else {
            throw Refusal(.forbidden, "the signature of the enrolment of '\(request.id)' does not match its key")
        }
        guard abs(clock.now - request.time) < 15 * 60 * 1_000_000 else {
            throw Refusal(
                .forbidden, "the clock of '\(request.id)' differs from the master's by more than 15 minutes",
                hint: "set the time on both (NTP), then the minion enrols by itself")
        }
        var key = try await known(request, fingerprint: fingerprint)
        if key.state == .pending, try await policy.accepts(request.id) { key = try await accept(key) }
        return EnrolmentReply(
            state: key.state.rawValue, fingerprint: fingerprint, authority: authority.certificate,
            certificate: key.state == .accepted ? key.certificate : nil)
    }

    /// The minion that a certificate belongs to, if it is accepted and the certificate is its newest.
    package func authorise(id: String, serial: String) async throws -> MinionID? {
        guard let id = try? MinionID(id), let key = try await store.key(of: id) else { return nil }
        return key.state == .accepted && key.serial == serial ? id : nil
    }

    /// Accepts the keys in one of `states` whose id matches the glob.
    package func accept(matching glob: String, from states: Set<KeyState> = [.pending]) async throws -> [MinionID] {
        try await change(matching: glob, from: states) { key in _ = try await accept(key) }
    }

    /// Rejects keys and cuts their minions off.
    package func reject(
        matching glob: String, from states: Set<KeyState> = [.pending, .accepted]
    ) async throws -> [MinionID] {
        try await change(matching: glob, from: states) { key in
            var key = key
            key.state = .rejected
            key.certificate = nil
            key.serial = nil
            key.since = clock.now
            try await store.save(key)
            await switchboard.cut(key.id)
            await announce("reject", key.id)
        }
    }

    /// Forgets keys and cuts their minions off; they come back as pending.
    package func delete(matching glob: String) async throws -> [MinionID] {
        try await change(matching: glob, from: Set(KeyState.allCases)) { key in
            try await store.remove(key.id)
            try await minionStore.removeGrains(of: key.id)
            await switchboard.cut(key.id)
            await announce("delete", key.id)
        }
    }

    private func change(
        matching glob: String, from states: Set<KeyState>, _ act: (MinionKey) async throws -> Void
    ) async throws -> [MinionID] {
        let pattern = Glob(glob)
        var changed: [MinionID] = []
        for key in try await keys() where states.contains(key.state) && pattern.matches(key.id.text) {
            try await act(key)
            changed.append(key.id)
        }
        return changed
    }

    private func known(_ request: EnrolmentRequest, fingerprint: String) async throws -> MinionKey {
        if let key = try await store.key(of: request.id) {
            if key.fingerprint == fingerprint { return key }
            let denied = MinionKey(
                id: request.id, publicKey: request.publicKey, fingerprint: fingerprint, state: .denied,
                since: clock.now)
            try await store.save(denied)
            logger.warning(
                "another key was shown for a known minion and denied",
                metadata: ["minion.id": "\(request.id)", "key.fingerprint": "\(fingerprint)"])
            await announce("denied", request.id)
            return denied
        }
        let key = MinionKey(
            id: request.id, publicKey: request.publicKey, fingerprint: fingerprint, state: .pending, since: clock.now)
        try await store.save(key)
        await announce("pend", request.id)
        logger.info(
            "a minion waits for its key to be accepted",
            metadata: ["minion.id": "\(request.id)", "key.fingerprint": "\(fingerprint)"])
        return key
    }

    private func accept(_ key: MinionKey) async throws -> MinionKey {
        var key = key
        let issued = try authority.issue(for: key.id, publicKey: key.publicKey)
        key.state = .accepted
        key.certificate = issued.pem
        key.serial = issued.serial
        key.since = clock.now
        try await store.save(key)
        await announce("accept", key.id)
        return key
    }

    private func announce(_ act: String, _ id: MinionID) async {
        await events.publish(
            Event(tag: "salt/key", data: ["act": .string(act), "id": .string(id.text), "result": true]))
    }
}
