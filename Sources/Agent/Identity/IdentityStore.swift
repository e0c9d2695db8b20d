package import Values

/// The minion's key and certificates on disk, in `<root>/pki/minion`.
///
/// - `minion.pem`: the private key, mode 0600, made once
/// - `minion.pub`: its public key, for people
/// - `minion.crt`: the certificate that the master issued
/// - `authority.crt`: the master's authority, pinned at first contact
package struct IdentityStore: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    package var keyPath: String { "\(directory)/minion.pem" }
    package var publicKeyPath: String { "\(directory)/minion.pub" }
    package var certificatePath: String { "\(directory)/minion.crt" }
    package var authorityPath: String { "\(directory)/authority.crt" }

    /// The key of this minion; the first call makes it.
    package func key() throws(Diagnostic) -> IdentityKey {
        if let pem = try DurableFile.text(keyPath) { return try IdentityKey(pem: pem, file: keyPath) }
        let key = try IdentityKey()
        try DurableFile.makeDirectory(directory, mode: 0o700)
        try DurableFile.write(Array(key.pem.revealed.utf8), to: keyPath, mode: 0o600)
        try DurableFile.write(Array(key.publicKey.utf8), to: publicKeyPath, mode: 0o644)
        return key
    }

    /// The public key as PEM, or nil while there is no key.
    package func publicKey() throws(Diagnostic) -> String? { try DurableFile.text(publicKeyPath) }

    /// The pinned authority, or nil before first contact.
    package func authority() throws(Diagnostic) -> String? { try DurableFile.text(authorityPath) }

    package func pin(authority: String) throws(Diagnostic) {
        try DurableFile.write(Array(authority.utf8), to: authorityPath, mode: 0o644)
    }

    /// Everything for mutual TLS, or nil while the master has not accepted this minion.
    package func credentials() throws(Diagnostic) -> Credentials? {
        guard let authority = try authority(), let certificate = try DurableFile.text(certificatePath) else {
            return nil
        }
        return Credentials(authority: authority, certificate: certificate, privateKey: try key().pem)
    }

    package func save(certificate: String) throws(Diagnostic) {
        try DurableFile.write(Array(certificate.utf8), to: certificatePath, mode: 0o644)
    }

    /// Forgets the certificate, so that the minion enrols again with the same key.
    package func forgetCertificate() throws(Diagnostic) { try DurableFile.remove(certificatePath) }
}
