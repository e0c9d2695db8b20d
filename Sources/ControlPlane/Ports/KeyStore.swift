package import Model

/// Where a minion's key stands (`pigeon key list`).
package enum KeyState: String, Sendable, Hashable, CaseIterable {
    case accepted
    case pending
    case rejected
    /// A second, different key for an id that is already known.
    case denied
}

/// A key that a minion has shown.
package struct MinionKey: Sendable, Hashable {
    package var id: MinionID
    /// SubjectPublicKeyInfo as PEM.
    package var publicKey: String
    /// SHA-256 of the SubjectPublicKeyInfo, hex pairs joined by colons: what both sides show.
    package var fingerprint: String
    package var state: KeyState
    /// The certificate issued for it as PEM, once accepted.
    package var certificate: String?
    /// Serial number of that certificate, lower-case hex: what a request is checked against.
    package var serial: String?
    /// Microseconds since 1970 at which that certificate ends; nil when that is not known.
    package var expires: Int64?
    /// The serial number of the certificate before a renewal, which is good until the new one is used.
    package var previousSerial: String?
    /// Microseconds since 1970 until which the previous certificate is good; nil while the new one was not used yet.
    package var previousUntil: Int64?
    /// Microseconds since 1970 at which the key came into this state.
    package var since: Int64

    package init(
        id: MinionID, publicKey: String, fingerprint: String, state: KeyState, certificate: String? = nil,
        serial: String? = nil, expires: Int64? = nil, previousSerial: String? = nil, previousUntil: Int64? = nil,
        since: Int64
    ) {
        self.id = id
        self.publicKey = publicKey
        self.fingerprint = fingerprint
        self.state = state
        self.certificate = certificate
        self.serial = serial
        self.expires = expires
        self.previousSerial = previousSerial
        self.previousUntil = previousUntil
        self.since = since
    }
}

/// Keeps the keys. One id has at most one key in `accepted`, `pending` or `rejected`, and at most one `denied` beside
/// it.
package protocol KeyStore: Sendable {
    func keys() async throws -> [MinionKey]

    /// The ids whose key is `accepted`, sorted.
    func acceptedMinions() async throws -> [MinionID]

    /// The key of an id that is not `denied`.
    func key(of id: MinionID) async throws -> MinionKey?

    /// Inserts or replaces the key of this id (a `denied` one only replaces another denied one).
    func save(_ key: MinionKey) async throws

    /// Puts `new` in the place of `old`, the key of the id that is not `denied`; nil stands for none.
    ///
    /// - Returns: false when the store had another than `old` by then: nothing was changed.
    func replace(_ old: MinionKey?, with new: MinionKey) async throws -> Bool

    /// Puts `new` in the place of the `denied` key it was made of, and of the key that was known for the id, in one
    /// step.
    ///
    /// - Returns: false when another key, or none, was the `denied` one by then: nothing was changed.
    func accept(denied: MinionKey, as new: MinionKey) async throws -> Bool

    /// The `denied` key of an id.
    func deniedKey(of id: MinionID) async throws -> MinionKey?

    /// How many keys are `pending`.
    func pendingCount() async throws -> Int

    /// Removes the `denied` key of an id.
    func removeDenied(_ id: MinionID) async throws

    /// Removes every key of the id.
    func remove(_ id: MinionID) async throws
}
