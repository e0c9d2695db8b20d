package import Values

/// What a file that is to hold a certificate holds: a power loss or a full disk may have emptied it or cut it off.
package enum StoredCertificate: Sendable, Hashable {
    case absent
    /// As PEM.
    case whole(String)
    /// It can't be used, for this reason: "it is empty".
    case damaged(String)

    /// - Throws: a `Diagnostic` when there is a file that can't be read.
    package static func read(_ path: String) throws(Diagnostic) -> StoredCertificate {
        guard let pem = try DurableFile.text(path) else { return .absent }
        if pem.isEmpty { return .damaged("it is empty") }
        do {
            _ = try CertificateValidity(pem: pem, what: "it")
        } catch {
            return .damaged(error.message)
        }
        return .whole(pem)
    }
}
