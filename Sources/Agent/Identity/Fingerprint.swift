import Cryptography
package import Values

/// What people compare: a SHA-256 as lower-case hex pairs joined by colons.
package enum Fingerprint {
    package static func of(_ der: [UInt8]) -> String {
        Hexadecimal.text(SHA256.digest(of: der), separator: ":")
    }

    /// The fingerprint of a certificate: of its DER, as `openssl x509 -fingerprint -sha256` shows it.
    package static func ofCertificate(_ pem: String) throws(Diagnostic) -> String {
        of(try PEMText.der(pem, what: "the certificate"))
    }

    /// Compares by the digits alone: people paste upper case and leave out colons.
    package static func matches(_ written: String, _ fingerprint: String) -> Bool {
        digits(written) == digits(fingerprint)
    }

    private static func digits(_ text: String) -> String { text.lowercased().filter(\.isHexDigit) }
}
