import Execution
package import Logging
package import Model
import Values

/// Asks the master for the next certificate at two thirds of the life of the one there is. It is for the same key; the
/// old one stays good until the new one is used.
package struct CertificateRenewal: Sendable {
    /// How often it is looked whether a renewal is due. A clock that is set is heeded so, too.
    private static let interval = Duration.seconds(3600)

    private let id: MinionID
    private let store: IdentityStore
    private let link: MasterLink
    private let now: @Sendable () -> Int64
    private let logger: Logger
    /// This minion's place among those that were accepted together.
    private let share: Double

    /// - Parameters:
    ///   - now: the time of day in microseconds since 1970.
    ///   - share: a number from 0 to 1 that spreads the renewals of many minions.
    package init(
        id: MinionID, store: IdentityStore, link: MasterLink, now: @escaping @Sendable () -> Int64,
        share: Double = .random(in: 0...1), logger: Logger
    ) {
        self.id = id
        self.store = store
        self.link = link
        self.now = now
        self.share = share
        self.logger = logger
    }

    /// Works until it is cancelled. After a failure it tries again within minutes.
    func run() async {
        var backoff = Backoff(first: .seconds(60), limit: Self.interval)
        while !Task.isCancelled {
            var wait = Self.interval
            do {
                if try await renewIfDue() {
                    logger.notice("the master has renewed this minion's certificate")
                }
                backoff.reset()
            } catch {
                wait = backoff.next()
                logger.warning(
                    "the certificate can't be renewed yet, it is tried again: \(error)", metadata: ["wait": "\(wait)"])
            }
            do { try await Task.sleep(for: wait) } catch { return }
        }
    }

    /// - Returns: whether there is a new certificate.
    /// - Throws: when one is due and can't be had.
    package func renewIfDue() async throws -> Bool {
        guard let credentials = try whole() else { return false }
        let validity = try CertificateValidity(pem: credentials.certificate)
        guard validity.renewal(share) <= now(), now() < validity.end else { return false }
        let client = try link.connected()
        let answer = try client.json(try await client.send(client.request("POST", "/v1/renew", body: [:])))
        guard let certificate = answer["certificate"]?.string else {
            throw Diagnostic("the master at \(client.address) sent no certificate")
        }
        try EnrolmentRules(id: id, key: try store.key(), masterFinger: nil).check(
            certificate: certificate, from: client.address)
        guard try CertificateValidity(pem: certificate).end > validity.end else {
            throw Diagnostic("the master at \(client.address) sent a certificate that does not last longer")
        }
        try store.save(certificate: certificate)
        if let renewed = try store.credentials() { link.renew(renewed, at: client.address) }
        return true
    }

    /// What there is to be renewed. Files that are damaged before there is a connection are the enrolment's to tell of and
    /// to have anew.
    private func whole() throws(Diagnostic) -> Credentials? {
        do {
            return try store.credentials()
        } catch  where link.client == nil {
            return nil
        }
    }
}
