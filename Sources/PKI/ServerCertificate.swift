import Crypto
import FoundationEssentials
import SwiftASN1
import Values
import X509

/// A server certificate of the authority's directory, kept under `<file>.key` and `<file>.crt` and made anew when it no
/// longer serves.
struct ServerCertificate {
    /// How long before its end a certificate is replaced.
    private static let renewal = Days(30)

    let file: String
    /// DNS names; the first is the common name too.
    let names: [String]
    /// IP addresses in network byte order.
    let addresses: [[UInt8]]

    private var alternativeNames: [GeneralName] {
        names.map { .dnsName($0) } + addresses.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
    }

    /// A certificate as a server shows it.
    struct Issued: Sendable {
        /// The certificate, the authority's after it, as PEM.
        let chain: String
        let key: Secret
        let ends: Date

        /// Whether it should be replaced now.
        func isDue(_ now: Date) -> Bool { ends <= now + ServerCertificate.renewal.interval }
    }

    /// The stored certificate while it serves, else a new one, which is stored.
    func current(in directory: KeyDirectory, issuer: Issuer, now: Date) throws -> Issued {
        let key = try existingKey(in: directory) ?? newKey(in: directory)
        let certificate =
            try existing(in: directory, key: key, issuer: issuer, now: now)
            ?? made(for: key, in: directory, issuer: issuer, now: now)
        let authority = try issuer.certificate.serializeAsPEM().pemString
        let chain = try certificate.serializeAsPEM().pemString + "\n" + authority + "\n"
        return Issued(chain: chain, key: Secret(key.pemRepresentation + "\n"), ends: certificate.notValidAfter)
    }

    private func made(
        for key: P256.Signing.PrivateKey, in directory: KeyDirectory, issuer: Issuer, now: Date
    ) throws -> Certificate {
        let leaf = Leaf(
            name: names[0], key: Certificate.PublicKey(key.publicKey), usage: .serverAuth,
            alternativeNames: alternativeNames)
        let certificate = try issuer.sign(leaf, now: now)
        try directory.write(file + ".crt", try certificate.serializeAsPEM().pemString + "\n", isSecret: false)
        return certificate
    }

    private func existingKey(in directory: KeyDirectory) throws -> P256.Signing.PrivateKey? {
        try directory.read(file + ".key", isSecret: true).map { try directory.privateKey($0, file + ".key") }
    }

    private func newKey(in directory: KeyDirectory) throws -> P256.Signing.PrivateKey {
        let key = P256.Signing.PrivateKey()
        try directory.write(file + ".key", key.pemRepresentation + "\n", isSecret: true)
        return key
    }

    /// The stored certificate if it is of this key and authority, has these names, and lasts.
    private func existing(
        in directory: KeyDirectory, key: P256.Signing.PrivateKey, issuer: Issuer, now: Date
    ) throws -> Certificate? {
        guard let pem = try directory.read(file + ".crt") else { return nil }
        let certificate = try directory.certificate(pem, file + ".crt")
        let stored = try certificate.extensions.subjectAlternativeNames.map(Array.init) ?? []
        let serves =
            certificate.publicKey == Certificate.PublicKey(key.publicKey)
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
            && Set(stored) == Set(alternativeNames) && certificate.notValidBefore <= now
            && certificate.notValidAfter > now + Self.renewal.interval
        return serves ? certificate : nil
    }
}
