package import Values

/// The minion's key and certificates on disk, in `<root>/pki/minion`.
///
/// - `minion.pem`: the private key, mode 0600, made once
/// - `minion.pub`: its public key, for people
/// - `minion.crt`: the certificate that the master issued
/// - `authority.crt`: the master's authority, pinned at first contact
///
/// Each is written beside, synced and renamed, so that it is whole or not there after a power loss. One that is damaged all
/// the same is told with its path; nothing but `minion.crt` is ever given up without being asked.
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
    ///
    /// - Throws: a `Diagnostic` when the file is damaged: who is trusted is not asked anew by itself.
    package func authority() throws(Diagnostic) -> String? {
        switch try StoredCertificate.read(authorityPath) {
        case .absent: return nil
        case .whole(let pem): return pem
        case .damaged(let reason):
            throw Diagnostic(
                "'\(authorityPath)' holds no certificate: \(reason)",
                hint: "it is what this minion knows the master by: restore it from a backup or from another minion of "
                    + "that master; or set master_finger to what `pigeon key finger` shows on the master as "
                    + "master.pub, then it is read anew. Removed, it lets the minion trust the first master it meets")
        }
    }

    package func pin(authority: String) throws(Diagnostic) {
        try DurableFile.write(Array(authority.utf8), to: authorityPath, mode: 0o644)
    }

    /// Everything for mutual TLS, or nil while the master has not accepted this minion.
    ///
    /// - Throws: a `Diagnostic` when one of the files is damaged.
    package func credentials() throws(Diagnostic) -> Credentials? {
        guard let authority = try authority() else { return nil }
        let key = try key()
        switch try certificate(for: key) {
        case .absent: return nil
        case .whole(let certificate):
            return Credentials(authority: authority, certificate: certificate, privateKey: key.pem)
        case .damaged(let reason):
            throw Diagnostic(
                "'\(certificatePath)' is no certificate of this minion: \(reason)",
                hint: "restart pigeon-minion: it enrols again with its key")
        }
    }

    /// The minion's certificate, which is damaged, too, when it is for another key than this one.
    func certificate(for key: IdentityKey) throws(Diagnostic) -> StoredCertificate {
        let stored = try StoredCertificate.read(certificatePath)
        guard case .whole(let pem) = stored,
            try PEMText.der(pem, what: certificatePath).firstRange(of: key.publicKeyDER) == nil
        else { return stored }
        return .damaged("it is for another key than that of \(keyPath)")
    }

    package func save(certificate: String) throws(Diagnostic) {
        try DurableFile.write(Array(certificate.utf8), to: certificatePath, mode: 0o644)
    }

    /// Puts the certificate away, where people can look at it, so that the minion enrols again with the same key.
    ///
    /// - Returns: the path that it has now.
    func putCertificateAside() throws(Diagnostic) -> String {
        let path = "\(certificatePath).damaged"
        try DurableFile.rename(from: certificatePath, to: path)
        return path
    }

    /// Forgets the certificate, so that the minion enrols again with the same key.
    package func forgetCertificate() throws(Diagnostic) { try DurableFile.remove(certificatePath) }
}
