import Crypto
import Values

/// The digest by which things of an engine remember how they were asked for.
enum SpecificationDigest {
    /// SHA-256 of a text, in hexadecimal.
    static func sha256(_ text: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(text.utf8))) }
}
