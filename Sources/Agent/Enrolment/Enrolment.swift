import CurlTransport
package import Logging
package import Model
import Values

/// Makes a minion known to a master and gets its certificate.
///
/// The first contact trusts what it sees, within limits: it asks the master for its authority, and tells nothing of itself
/// but to a server whose certificate comes from that authority, which must be the one that `master_finger` names when
/// it is configured. From then on only that authority is trusted.
package struct Enrolment: Sendable {
    let id: MinionID
    let store: IdentityStore
    let masterFinger: String?
    let exchange: any EnrolmentExchange
    private let now: @Sendable () -> Int64
    let logger: Logger

    /// - Parameter now: the time of day in microseconds since 1970.
    package init(
        id: MinionID, store: IdentityStore, masterFinger: String?, exchange: any EnrolmentExchange = HTTPEnrolment(),
        now: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.id = id
        self.store = store
        self.masterFinger = masterFinger
        self.exchange = exchange
        self.now = now
        self.logger = logger
    }

    /// One exchange; an accepted minion's certificate is stored.
    ///
    /// - Throws: `MasterError` when there is no answer, a `Diagnostic` when the answer must not be trusted.
    package func attempt(at address: MasterAddress) async throws -> EnrolmentOutcome {
        let key = try store.key()
        let rules = EnrolmentRules(id: id, key: key, masterFinger: masterFinger)
        let pinned = try authority()
        // First the fingerprint: another master must not even hear of this minion.
        let authority: String
        if let pinned {
            try rules.check(pin: pinned, pinPath: store.authorityPath)
            authority = pinned
        } else {
            authority = try PEMText.certificate(
                try await exchange.authority(of: address), what: "the authority of the master at \(address)")
            try rules.check(authority: authority, pinned: nil, pinPath: store.authorityPath, at: address)
        }
        let reply = try await ask(key, at: address, trusting: authority, isProved: pinned != nil)
        try rules.check(authority: reply.authority, pinned: authority, pinPath: store.authorityPath, at: address)
        if pinned == nil { try pin(authority, of: address) }
        let outcome = try rules.outcome(of: reply, at: address)
        if case .accepted(let certificate) = outcome { try store.save(certificate: certificate) }
        return outcome
    }

    /// What this minion shows to masters, or nil while it has to enrol: there is no certificate, or it has ended.
    ///
    /// - Throws: a `Diagnostic` when `master_finger` is not that of the pinned authority: then no master is talked to.
    package func credentials() throws -> Credentials? {
        guard try authority() != nil else { return nil }
        try putDamagedCertificateAside()
        guard let credentials = try store.credentials() else { return nil }
        try EnrolmentRules(id: id, key: try store.key(), masterFinger: masterFinger)
            .check(pin: credentials.authority, pinPath: store.authorityPath)
        guard try CertificateValidity(pem: credentials.certificate).end > now() else {
            logger.warning("this minion's certificate has ended, it enrols again with the same key")
            try store.forgetCertificate()
            return nil
        }
        return credentials
    }

    /// One attempt, with its outcome in the log.
    ///
    /// - Returns: nil while the key waits to be accepted.
    /// - Throws: the reason when the key was rejected or denied, and as `attempt`.
    package func complete(at address: MasterAddress) async throws -> Credentials? {
        switch try await attempt(at: address) {
        case .accepted:
            logger.notice("the master accepted this minion", metadata: ["master": "\(address)"])
            return try store.credentials()
        case .pending:
            let fingerprint = try store.key().fingerprint
            logger.warning(
                "the key waits to be accepted: compare the fingerprint, then run `pigeon key accept \(id)` on that master",
                metadata: ["master": "\(address)", "fingerprint": "\(fingerprint)"])
            return nil
        case .refused(let reason): throw reason
        }
    }

    /// - Parameter isProved: whether the authority is known to be the master's; else this request finds out.
    private func ask(
        _ key: IdentityKey, at address: MasterAddress, trusting authority: String, isProved: Bool
    ) async throws -> EnrolmentReply {
        let request = try key.enrolment(of: id, at: now())
        do {
            return try await exchange.send(request, to: address, trusting: authority)
        } catch {
            guard !isProved, case .untrusted(_, let reason) = error else { throw error }
            throw Diagnostic(
                "the master at \(address) shows an authority that its own certificate does not come from: \(reason)",
                hint: "something may pretend to be the master; it was told nothing of this minion")
        }
    }
}
