import CurlTransport
package import Logging
package import Model
import Values

/// Makes a minion known to a master and gets its certificate.
///
/// The first contact trusts what it sees, within limits: the answer's authority must be the one that signed the
/// server's own certificate (proved by asking again with that authority as the only one trusted), and the one that
/// `master_finger` names when it is configured. From then on only that authority is trusted.
package struct Enrolment: Sendable {
    private let id: MinionID
    private let store: IdentityStore
    private let masterFinger: String?
    private let exchange: any EnrolmentExchange
    private let now: @Sendable () -> Int64
    private let logger: Logger

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
        let pinned = try store.authority()
        let reply =
            if let pinned {
                try await ask(key, at: address, trusting: pinned)
            } else {
                try await firstContact(key, rules, at: address)
            }
        try rules.check(authority: reply.authority, pinned: pinned, pinPath: store.authorityPath, at: address)
        if pinned == nil {
            try store.pin(authority: reply.authority)
            let finger = try Fingerprint.ofCertificate(reply.authority)
            logger.notice(
                "the master's authority is now pinned", metadata: ["master": "\(address)", "finger": "\(finger)"])
        }
        let outcome = try rules.outcome(of: reply, at: address)
        if case .accepted(let certificate) = outcome { try store.save(certificate: certificate) }
        return outcome
    }

    /// Repeats attempts until the key is accepted: every few seconds while it is pending, every few minutes after a
    /// refusal.
    package func complete(at address: MasterAddress) async throws -> Credentials {
        let fingerprint = try store.key().fingerprint
        var pending = Backoff(first: .seconds(2), limit: .seconds(10))
        var refused = Backoff(first: .seconds(60), limit: .seconds(300))
        while true {
            switch try await attempt(at: address) {
            case .accepted:
                if let credentials = try store.credentials() {
                    logger.notice("the master accepted this minion", metadata: ["master": "\(address)"])
                    return credentials
                }
            case .pending:
                logger.warning(
                    "the key waits to be accepted: compare the fingerprint, then run `pigeon key accept \(id)`",
                    metadata: ["master": "\(address)", "fingerprint": "\(fingerprint)"])
                try await Task.sleep(for: pending.next())
            case .refused(let reason):
                logger.error("\(reason)")
                try await Task.sleep(for: refused.next())
            }
        }
    }

    private func ask(_ key: IdentityKey, at address: MasterAddress, trusting authority: String?) async throws
        -> EnrolmentReply
    {
        let request = try key.enrolment(of: id, at: now())
        return try await exchange.send(request, to: address, trusting: authority)
    }

    private func firstContact(_ key: IdentityKey, _ rules: EnrolmentRules, at address: MasterAddress) async throws
        -> EnrolmentReply
    {
        let shown = try await ask(key, at: address, trusting: nil)
        try rules.check(authority: shown.authority, pinned: nil, pinPath: store.authorityPath, at: address)
        do {
            let proved = try await ask(key, at: address, trusting: shown.authority)
            try rules.check(
                authority: proved.authority, pinned: shown.authority, pinPath: store.authorityPath, at: address)
            return proved
        } catch MasterError.untrusted(_, let reason) {
            throw Diagnostic(
                "the master at \(address) shows an authority that its own certificate does not come from: \(reason)",
                hint:
                    "something may pretend to be the master; nothing but the public key was sent"
            )
        }
    }
}
