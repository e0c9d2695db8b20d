import ControlPlane
import Crypto
import FoundationEssentials
import SwiftASN1
import Values
import X509

/// The authority's key and certificate, and what they sign.
struct Issuer {
    private static let lifetime = Days(3650)

    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// Reads `ca.key` and `ca.crt`. A key without certificate is what an interrupted first start leaves: the
    /// certificate
    /// is made then. A certificate without key can't be helped and is refused.
    static func open(in directory: KeyDirectory, now: Date) throws -> Issuer {
        if let text = try directory.read("ca.key", isSecret: true) {
            let key = try directory.privateKey(text, "ca.key")
            guard let pem = try directory.read("ca.crt") else { return try make(key: key, in: directory, now: now) }
            let certificate = try directory.certificate(pem, "ca.crt")
            guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
                throw directory.failure(
                    "ca.crt", "is not the certificate of ca.key", hint: "restore both from one backup")
            }
            return Issuer(certificate: certificate, key: key)
        }
        guard try directory.read("ca.crt") == nil else {
            throw directory.failure(
                "ca.key", "is missing beside ca.crt",
                hint: "restore it from a backup, or move ca.crt away to begin anew: every minion must then enrol again")
        }
        let key = P256.Signing.PrivateKey()
        try directory.write("ca.key", key.pemRepresentation + "\n", isSecret: true)
        return try make(key: key, in: directory, now: now)
    }

    private static func make(key: P256.Signing.PrivateKey, in directory: KeyDirectory, now: Date) throws -> Issuer {
        let name = try DistinguishedName { CommonName("Pigeon master authority") }
        let publicKey = Certificate.PublicKey(key.publicKey)
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            SubjectKeyIdentifier(hash: publicKey)
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: PeerIdentity.newSerial(), publicKey: publicKey,
            notValidBefore: now - Days.leeway, notValidAfter: now + lifetime.interval, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: .init(key))
        try directory.write("ca.crt", try certificate.serializeAsPEM().pemString + "\n", isSecret: false)
        return Issuer(certificate: certificate, key: key)
    }

    /// A certificate for a year, never beyond the authority's own.
    func sign(_ leaf: Leaf, now: Date) throws -> Certificate {
        let authorityKey = SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([leaf.usage])
            SubjectKeyIdentifier(hash: leaf.key)
            AuthorityKeyIdentifier(keyIdentifier: authorityKey.keyIdentifier)
            if !leaf.alternativeNames.isEmpty { SubjectAlternativeNames(leaf.alternativeNames) }
        }
        return try Certificate(
            version: .v3, serialNumber: PeerIdentity.newSerial(), publicKey: leaf.key,
            notValidBefore: now - Days.leeway,
            notValidAfter: min(now + Leaf.lifetime.interval, certificate.notValidAfter), issuer: certificate.subject,
            subject: try DistinguishedName { CommonName(leaf.name) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions, issuerPrivateKey: .init(key))
    }
}

/// What a certificate below the authority is for.
struct Leaf {
    static let lifetime = Days(365)

    var name: String
    var key: Certificate.PublicKey
    var usage: ExtendedKeyUsage.Usage
    var alternativeNames: [GeneralName] = []
}

/// A number of days, for lifetimes.
struct Days {
    /// Certificates are valid from an hour ago, for clocks that are a little behind.
    static let leeway: TimeInterval = 3600

    let interval: TimeInterval

    init(_ number: Int) { interval = Double(number) * 86_400 }
}
