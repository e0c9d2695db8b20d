package import Model
package import Values

/// A certificate for a minion.
package struct IssuedCertificate: Sendable, Hashable {
    package let pem: String
    /// Lower-case hex.
    package let serial: String
    /// Microseconds since 1970 at which it ends.
    package let expires: Int64

    package init(pem: String, serial: String, expires: Int64) {
        self.pem = pem
        self.serial = serial
        self.expires = expires
    }
}

/// Signs the certificates of minions and knows the master's own.
package protocol CertificateAuthority: Sendable {
    /// The authority's certificate as PEM: what a minion pins.
    var certificate: String { get }

    /// SHA-256 of the authority's certificate (DER), hex pairs joined by colons: `master_finger`.
    var fingerprint: String { get }

    /// The master's server certificate chain and private key as PEM, for the minion port. It changes when the
    /// certificate
    /// is renewed.
    var server: (certificate: String, key: Secret) { get }

    /// Makes anew what of the master's own certificates ends soon.
    ///
    /// - Returns: the names of the files that were renewed.
    func renewOwnCertificates() throws -> [String]

    /// SHA-256 of a public key's SubjectPublicKeyInfo, hex pairs joined by colons.
    ///
    /// - Throws: a `Diagnostic` when the PEM is no P-256 public key.
    func fingerprint(ofPublicKey pem: String) throws -> String

    /// Whether `signature` (base64, DER ECDSA P-256 over SHA-256) of `message` was made with the key.
    func verify(signature: String, of message: String, publicKey pem: String) throws -> Bool

    /// A client certificate whose common name is the id, for client authentication only.
    func issue(for id: MinionID, publicKey pem: String) throws -> IssuedCertificate
}
