import Crypto

/// The digest by which things of an engine remember how they were asked for.
enum SpecificationDigest {
    /// SHA-256 of a text, in hexadecimal.
    static func sha256(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).reduce(into: "") { digest, byte in
            if byte < 16 { digest += "0" }
            digest += String(byte, radix: 16)
        }
    }
}
