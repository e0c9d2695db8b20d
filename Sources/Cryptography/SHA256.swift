import CLibcrypto
import Values

/// SHA-256, which OpenSSL always offers.
package enum SHA256 {
    /// 32 bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        // It fails only where memory is out, and there Swift itself ends the process.
        precondition(CLibcrypto.SHA256(bytes, bytes.count, &digest) != nil, "OpenSSL has no SHA-256")
        return digest
    }

    /// 64 lower-case digits.
    package static func hex(of bytes: [UInt8]) -> String { Hexadecimal.text(digest(of: bytes)) }

    package static func hex(ofText text: String) -> String { hex(of: Array(text.utf8)) }
}
