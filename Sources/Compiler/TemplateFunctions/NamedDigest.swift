import Crypto
package import Values

/// Digests by the names that users write.
package enum NamedDigest {
    private static let known = ["md5", "sha1", "sha256", "sha384", "sha512"]

    /// - Returns: lower-case hexadecimal digits.
    /// - Throws: for a hash that is not known.
    package static func hex(of bytes: [UInt8], as name: String) throws(Diagnostic) -> String {
        switch name {
        case "sha256": return Hexadecimal.text(SHA256.hash(data: bytes))
        case "sha384": return Hexadecimal.text(SHA384.hash(data: bytes))
        case "sha512": return Hexadecimal.text(SHA512.hash(data: bytes))
        case "sha1": return Hexadecimal.text(Insecure.SHA1.hash(data: bytes))
        case "md5": return Hexadecimal.text(Insecure.MD5.hash(data: bytes))
        default:
            throw Diagnostic(
                "unknown hash '\(name)'",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
    }
}
