import Values

/// SHA-256, which OpenSSL always offers. Programs load that where they begin, and say so when it isn't there.
package enum SHA256 {
    /// 32 bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        do {
            return try HashFunction.sha256.digest(of: bytes)
        } catch {
            // Memory is out, and there Swift itself ends the process.
            preconditionFailure(error.message)
        }
    }

    /// 64 lower-case digits.
    package static func hex(of bytes: [UInt8]) -> String { Hexadecimal.text(digest(of: bytes)) }

    package static func hex(ofText text: String) -> String { hex(of: Array(text.utf8)) }
}
