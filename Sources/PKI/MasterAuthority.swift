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

    package let certificate: String
    package let fingerprint: String
    package let server: (certificate: String, key: Secret)
    private let issuer: Issuer
    private let directory: KeyDirectory
    private let clock: WallClock

    /// Reads the authority in `directory`, or makes it there the first time.
    ///
    /// - Throws: a `Diagnostic` that names the file when one is unreadable, damaged, or doesn't belong to the others.
    package static func open(directory path: String, clock: WallClock) throws -> MasterAuthority {
        let directory = KeyDirectory(path: path)
        try directory.create()
        let issuer = try Issuer.open(in: directory, now: clock.date)
        let server = try ServerCertificate(file: "server", names: [serverName], addresses: [])
            .current(in: directory, issuer: issuer, now: clock.date)
        return try MasterAuthority(issuer: issuer, server: server, directory: directory, clock: clock)
    }

    private init(
        issuer: Issuer, server: (certificate: String, key: Secret), directory: KeyDirectory, clock: WallClock
    ) throws {
        self.issuer = issuer
        self.server = server
        self.directory = directory
        self.clock = clock
        let document = try issuer.certificate.serializeAsPEM()
        certificate = document.pemString + "\n"
        fingerprint = Fingerprint.sha256(of: document.derBytes)
    }

    /// A certificate for the REST port when the configuration gives none: for `localhost`, the loopback addresses and
    /// the names of this host, kept and renewed like the server's.
    package func restCertificate(hostNames: [String]) throws -> (certificate: String, key: Secret) {
        var names = ["localhost"]
        for name in hostNames where !name.isEmpty && !names.contains(name) { names.append(name) }
        let loopback: [[UInt8]] = [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]]
        return try ServerCertificate(file: "rest", names: names, addresses: loopback)
            .current(in: directory, issuer: issuer, now: clock.date)
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
            pem: try certificate.serializeAsPEM().pemString + "\n", serial: PeerIdentity.serialText(certificate))
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
