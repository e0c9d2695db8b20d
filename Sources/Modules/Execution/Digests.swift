import Crypto
import Values

/// Hashes by the names that users write.
enum Digests {
    private static let known = ["md5", "sha1", "sha256", "sha384", "sha512"]

    /// - Throws: for a hash that is not known.
    static func hex(of bytes: [UInt8], as name: String) throws(Diagnostic) -> String {
        switch name {
        case "sha256": return hex(SHA256.hash(data: bytes))
        case "sha384": return hex(SHA384.hash(data: bytes))
        case "sha512": return hex(SHA512.hash(data: bytes))
        case "sha1": return hex(Insecure.SHA1.hash(data: bytes))
        case "md5": return hex(Insecure.MD5.hash(data: bytes))
        default:
            throw Diagnostic(
                "unknown hash '\(name)'",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
    }
}
