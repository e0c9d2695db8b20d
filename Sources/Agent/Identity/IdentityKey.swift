import Cryptography
package import Model
package import Values

/// A minion's P-256 key: what it is known by.
package struct IdentityKey: Sendable {
    private let key: SigningKey

    /// A new one.
    package init() throws(Diagnostic) { key = try SigningKey() }

    /// - Throws: a `Diagnostic` when the text is no P-256 key.
    package init(pem: String, file: String) throws(Diagnostic) {
        do {
            key = try SigningKey(der: try PEMText.der(pem, what: "it"))
        } catch {
            throw Diagnostic(
                "'\(file)' holds no P-256 private key: \(error.message)",
                hint:
                    "restore it from a backup; or remove it, and accept the new key on the master"
            )
        }
    }

    /// The private key as PEM (PKCS #8).
    package var pem: Secret { Secret(PEMText.block("PRIVATE KEY", key.der)) }

    /// SubjectPublicKeyInfo as PEM.
    package var publicKey: String { PEMText.block("PUBLIC KEY", publicKeyDER) }

    /// SubjectPublicKeyInfo as DER.
    package var publicKeyDER: [UInt8] { key.publicDER }

    /// What the operator compares with `pigeon key list`.
    package var fingerprint: String { Fingerprint.of(publicKeyDER) }

    /// First contact's request, signed.
    ///
    /// - Parameter microseconds: the time of day since 1970.
    package func enrolment(of id: MinionID, at microseconds: Int64) throws(Diagnostic) -> EnrolmentRequest {
        let proof = EnrolmentRequest.proof(id: id, publicKey: publicKey, time: microseconds)
        return EnrolmentRequest(
            id: id, publicKey: publicKey, signature: Base64.encode(try key.signature(of: Array(proof.utf8))),
            time: microseconds)
    }
}
