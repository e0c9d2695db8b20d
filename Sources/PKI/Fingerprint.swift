import Crypto
import FoundationEssentials

/// SHA-256 as people compare it: `f2:30:...`.
enum Fingerprint {
    static func sha256(of bytes: some DataProtocol) -> String {
        SHA256.hash(data: bytes).map { Hexadecimal.text([$0]) }.joined(separator: ":")
    }
}

/// Lower-case hexadecimal digits, two a byte.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
