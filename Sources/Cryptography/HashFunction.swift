import CLibcrypto
package import Values

/// Hash functions by the names that users write.
package enum HashFunction: String, CaseIterable, Sendable {
    case md5, sha1, sha256, sha384, sha512

    /// - Throws: for a name that is not known.
    package init(named name: String) throws(Diagnostic) {
        guard let known = HashFunction(rawValue: name) else {
            let names = Self.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown hash '\(name)'",
                hint: NearestName.hint(for: name, among: names) ?? "known are \(names.joined(separator: ", "))")
        }
        self = known
    }

    /// - Throws: when this machine's OpenSSL does not offer the function, as MD5 in FIPS mode, or there is none.
    package func digest(of bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
        try output { digest, count in
            libcrypto().pointee.EVP_Q_digest(nil, rawValue, nil, bytes, bytes.count, digest, &count) == 1
        }
    }

    /// The digest by the function of that name, in lower-case hexadecimal digits.
    package static func hex(of bytes: [UInt8], as name: String) throws(Diagnostic) -> String {
        Hexadecimal.text(try HashFunction(named: name).digest(of: bytes))
    }

    /// The message authentication code (HMAC, RFC 2104).
    ///
    /// - Throws: when this machine's OpenSSL does not offer the function.
    package func authentication(of message: [UInt8], key: [UInt8]) throws(Diagnostic) -> [UInt8] {
        try output { code, count in
            libcrypto().pointee.EVP_Q_mac(
                nil, "HMAC", nil, rawValue, nil, key, key.count, message, message.count, code, Int(EVP_MAX_MD_SIZE),
                &count) != nil
        }
    }

    private func output(
        _ compute: (UnsafeMutablePointer<UInt8>, inout Int) -> Bool
    ) throws(Diagnostic) -> [UInt8] {
        try OpenSSL.load()
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count = 0
        let isDone = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { compute($0, &count) } ?? false
        }
        guard isDone else { throw Diagnostic("OpenSSL does not offer \(rawValue): \(OpenSSL.lastError)") }
        return Array(bytes.prefix(count))
    }
}
