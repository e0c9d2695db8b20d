import Crypto
import FoundationEssentials
import Values

/// SHA-256 as people compare it: `f2:30:...`.
enum Fingerprint {
    static func sha256(of bytes: some DataProtocol) -> String {
        Hexadecimal.text(SHA256.hash(data: bytes), separator: ":")
    }
}
