import Logging
package import Model
import Values

extension KeyService {
    /// How long the certificate before a renewal is good once the new one was used: a run that began with it ends with
    /// it. Both are for the same key, and a rejection ends both.
    private static let overlap: Int64 = 3600 * 1_000_000

    /// The minion that a certificate belongs to, if its key is accepted and the certificate is its newest, or the one
    /// before while that is still good.
    package func authorise(id: String, serial: String) async throws -> MinionID? {
        guard let id = Self.minion(id), let key = try await store.key(of: id), key.state == .accepted else {
            return nil
        }
        if key.serial == serial {
            if key.previousSerial != nil, key.previousUntil == nil { try await retire(serial, of: id) }
            return id
        }
        guard key.previousSerial == serial else { return nil }
        return key.previousUntil.map { clock.now < $0 } ?? true ? id : nil
    }

    /// Whether the key of an id is accepted at this moment.
    func isAccepted(_ id: MinionID) async throws -> Bool { try await store.key(of: id)?.state == .accepted }

    /// A new certificate for the key of an accepted minion. The one that was shown stays good until the new one is
    /// used.
    ///
    /// - Parameter serial: of the certificate that the minion has shown.
    package func renew(_ id: MinionID, showing serial: String) async throws -> IssuedCertificate {
        var issued: IssuedCertificate?
        let renewed = try await alter(id, from: [.accepted]) { key in
            let new = try authority.issue(for: key.id, publicKey: key.publicKey)
            issued = new
            var key = key
            key.certificate = new.pem
            key.serial = new.serial
            key.expires = new.expires
            key.previousSerial = serial
            key.previousUntil = nil
            return key
        }
        guard renewed != nil, let issued else { throw Refusal(.forbidden, "the key of '\(id)' is not accepted") }
        logger.info("a minion's certificate was renewed", metadata: ["minion.id": "\(id)"])
        return issued
    }

    /// The certificate `serial` is used for the first time.
    private func retire(_ serial: String, of id: MinionID) async throws {
        _ = try await alter(id, from: [.accepted]) { key in
            guard key.serial == serial, key.previousUntil == nil else { return key }
            var key = key
            key.previousUntil = clock.now + Self.overlap
            return key
        }
    }

    private static func minion(_ text: String) -> MinionID? {
        do { return try MinionID(text) } catch {
            // The name of a certificate that is no minion's, like the master's own.
            return nil
        }
    }
}
