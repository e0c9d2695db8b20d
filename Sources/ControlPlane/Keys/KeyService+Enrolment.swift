import Logging
package import Model
import Values

extension KeyService {
    /// How far a minion's clock may be from the master's when it enrols: an enrolment that was listened to is worthless
    /// afterwards.
    private static let tolerance: Int64 = 15 * 60 * 1_000_000

    /// A minion shows its key. A known one hears where it stands, a new one becomes pending, another key for a known id
    /// is denied.
    package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentReply {
        let fingerprint = try authority.fingerprint(ofPublicKey: request.publicKey)
        let proof = EnrolmentRequest.proof(id: request.id, publicKey: request.publicKey, time: request.time)
        guard try authority.verify(signature: request.signature, of: proof, publicKey: request.publicKey) else {
            throw Refusal(.forbidden, "the signature of the enrolment of '\(request.id)' does not match its key")
        }
        guard request.time > clock.now - Self.tolerance, request.time < clock.now + Self.tolerance else {
            throw Refusal(
                .forbidden, "the clock of '\(request.id)' differs from the master's by more than 15 minutes",
                hint: "set the time on both (NTP), then the minion enrols by itself")
        }
        let key = try await standing(request, fingerprint: fingerprint)
        await report(key)
        return EnrolmentReply(
            state: key.state.rawValue, fingerprint: fingerprint, authority: authority.certificate,
            certificate: key.state == .accepted ? key.certificate : nil)
    }

    private func standing(_ request: EnrolmentRequest, fingerprint: String) async throws -> MinionKey {
        let key = try await known(request, fingerprint: fingerprint)
        if key.state == .pending, isAcceptedByItself(key.id) {
            guard let accepted = try await alter(key.id, from: [.pending], accepted) else {
                return try await standing(request, fingerprint: fingerprint)
            }
            return accepted
        }
        if key.state == .accepted, lacksCertificate(key) {
            return try await alter(key.id, from: [.accepted], accepted) ?? key
        }
        return key
    }

    private func isAcceptedByItself(_ id: MinionID) -> Bool {
        do {
            return try policy.accepts(id)
        } catch {
            logger.error("\(error)", metadata: ["minion.id": "\(id)"])
            return false
        }
    }

    /// Whether the certificate ends within a month, or it is not known when: the minion gets a new one.
    private func lacksCertificate(_ key: MinionKey) -> Bool {
        guard key.certificate != nil, let expires = key.expires else { return true }
        return expires <= clock.now + 30 * 86_400 * 1_000_000
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
            return denied
        }
        guard try await store.pendingCount() < maximumPending else {
            throw Refusal(
                .tooMany, "\(maximumPending) keys wait to be accepted, the master takes no more",
                hint: "`pigeon key list pre` on the master, then accept or delete them")
        }
        let key = MinionKey(
            id: request.id, publicKey: request.publicKey, fingerprint: fingerprint, state: .pending, since: clock.now)
        guard try await store.replace(nil, with: key) else { return try await known(request, fingerprint: fingerprint) }
        logger.info(
            "a minion has shown a new key",
            metadata: ["minion.id": "\(request.id)", "key.fingerprint": "\(fingerprint)"])
        return key
    }

    /// `salt/auth`, at each enrolment, as Salt has it.
    private func report(_ key: MinionKey) async {
        let act =
            switch key.state {
            case .accepted: "accept"
            case .pending: "pend"
            case .rejected: "reject"
            case .denied: "denied"
            }
        await events.publish(
            Event(
                tag: "salt/auth",
                data: [
                    "act": .string(act), "id": .string(key.id.text), "pub": .string(key.publicKey),
                    "result": .bool(key.state == .accepted || key.state == .pending),
                ]))
    }
}
