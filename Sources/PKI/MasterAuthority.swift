package import ControlPlane
import Crypto
import FoundationEssentials
package import Model
import SwiftASN1
package import Values
import X509

/// The authority of one master, kept in a directory: `ca.key`, `ca.crt`, `server.key`, `server.crt` and, when asked
/// for,
/// `rest.key` and `rest.crt`.
///
/// The authority's key and certificate are made once and never replaced: every minion pins the certificate. Server
/// certificates are made anew when they are about to expire.
package struct MasterAuthority: CertificateAuthority {
    /// The name in the server certificate: what minions verify, whatever address they dial.
    package static let serverName = "pigeon-master"
    private static let serverFile = "server"
    private static let restFile = "rest"

    package let certificate: String
    package let fingerprint: String
    private let first: ServerCertificate.Issued
    private let issuer: Issuer
    private let own: OwnCertificates
    private let clock: WallClock

    /// Reads the authority in `directory`, or makes it there the first time.
    ///
    /// - Throws: a `Diagnostic` that names the file when one is unreadable, damaged, or doesn't belong to the others.
    package static func open(directory path: String, clock: WallClock) throws -> MasterAuthority {
        let directory = KeyDirectory(path: path)
        try directory.create()
        let issuer = try Issuer.open(in: directory, now: clock.date)
        let own = OwnCertificates(directory: directory, issuer: issuer)
        let server = ServerCertificate(file: serverFile, names: [serverName], addresses: [])
        return try MasterAuthority(issuer: issuer, own: own, first: own.keep(server, now: clock.date), clock: clock)
    }

    private init(
        issuer: Issuer, own: OwnCertificates, first: ServerCertificate.Issued, clock: WallClock
    ) throws {
        self.issuer = issuer
        self.own = own
        self.first = first
        self.clock = clock
        let document = try issuer.certificate.serializeAsPEM()
        certificate = document.pemString + "\n"
        fingerprint = Fingerprint.sha256(of: document.derBytes)
    }

    package var server: (certificate: String, key: Secret) {
        let issued = own.current(Self.serverFile) ?? first
        return (issued.chain, issued.key)
    }

    package func renewOwnCertificates() throws -> [String] { try own.renew(now: clock.date) }

    /// A certificate for the REST port when the configuration gives none: for `localhost`, the loopback addresses and
    /// the names of this host, kept and renewed like the server's.
    ///
    /// - Returns: the certificate as it is at the time of each call.
    package func restCertificate(
        hostNames: [String]
    ) throws -> @Sendable () -> (certificate: String, key: Secret) {
        var names = ["localhost"]
        for name in hostNames where !name.isEmpty && !names.contains(name) { names.append(name) }
        let loopback: [[UInt8]] = [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]]
        let request = ServerCertificate(file: Self.restFile, names: names, addresses: loopback)
        let first = try own.keep(request, now: clock.date)
        return { [own] in
            let issued = own.current(Self.restFile) ?? first
            return (issued.chain, issued.key)
        }
    }

    package func fingerprint(ofPublicKey pem: String) throws -> String {
        Fingerprint.sha256(of: try Self.publicKey(pem).derRepresentation)
    }

    package func verify(signature: String, of message: String, publicKey pem: String) throws -> Bool {
        let key = try Self.publicKey(pem)
        guard let bytes = Data(base64Encoded: signature) else { return false }
        do {
            let signature = try P256.Signing.ECDSASignature(derRepresentation: bytes)
            return key.isValidSignature(signature, for: Array(message.utf8))
        } catch {
            // Bytes that are no signature are a wrong signature.
            return false
        }
    }

    package func issue(for id: MinionID, publicKey pem: String) throws -> IssuedCertificate {
        let key = Certificate.PublicKey(try Self.publicKey(pem))
        let certificate = try issuer.sign(Leaf(name: id.text, key: key, usage: .clientAuth), now: clock.date)
        return IssuedCertificate(
            pem: try certificate.serializeAsPEM().pemString + "\n", serial: PeerIdentity.serialText(certificate),
            expires: Int64(certificate.notValidAfter.timeIntervalSince1970 * 1e6))
    }

    private static func publicKey(_ pem: String) throws -> P256.Signing.PublicKey {
        do {
            return try P256.Signing.PublicKey(pemRepresentation: pem)
        } catch {
            throw Diagnostic(
                "the public key is not a P-256 key in PEM",
                hint: "it begins with '-----BEGIN PUBLIC KEY-----'; remove the minion's key so that it makes a new one")
        }
    }
}
