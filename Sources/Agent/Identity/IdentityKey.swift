import Crypto
import FoundationEssentials
package import Model
package import Values

/// A minion's P-256 key: what it is known by.
package struct IdentityKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// A new one.
    package init() { key = P256.Signing.PrivateKey() }

    /// - Throws: a `Diagnostic` when the text is no P-256 key.
    package init(pem: String, file: String) throws(Diagnostic) {
        do {
            key = try P256.Signing.PrivateKey(pemRepresentation: pem)
        } catch {
            throw Diagnostic(
                "'\(file)' holds no P-256 private key: \(error)",
                hint:
                    "restore it from a backup; or remove it, and accept the new key on the master"
            )
        }
    }

    /// The private key as PEM (PKCS #8).
    package var pem: Secret { Secret(key.pemRepresentation) }

    /// SubjectPublicKeyInfo as PEM.
    package var publicKey: String { key.publicKey.pemRepresentation }

    /// SubjectPublicKeyInfo as DER.
    package var publicKeyDER: [UInt8] { Array(key.publicKey.derRepresentation) }

    /// What the operator compares with `pigeon key list`.
    package var fingerprint: String { Fingerprint.of(publicKeyDER) }

    /// First contact's request, signed.
    ///
    /// - Parameter microseconds: the time of day since 1970.
    package func enrolment(of id: MinionID, at microseconds: Int64) throws(Diagnostic) -> EnrolmentRequest {
        let proof = EnrolmentRequest.proof(id: id, publicKey: publicKey, time: microseconds)
        do {
            let signature = try key.signature(for: Array(proof.utf8))
            return EnrolmentRequest(
                id: id, publicKey: publicKey, signature: signature.derRepresentation.base64EncodedString(),
                time: microseconds)
        } catch {
            throw Diagnostic("the minion's key can't sign: \(error)")
        }
    }
}
