import CLibcrypto
package import Values

/// A private key on the curve P-256, for ECDSA with SHA-256.
package final class SigningKey: @unchecked Sendable {
    // Safety: the key is never changed after it was made, and OpenSSL lets threads share one that isn't.
    private let key: OpaquePointer

    /// A new one.
    package init() throws(Diagnostic) {
        try OpenSSL.load()
        guard let key = libcrypto_new_p256_key() else { throw Diagnostic("no new key: \(OpenSSL.lastError)") }
        self.key = key
    }

    /// - Parameter der: PKCS #8, or SEC 1 (RFC 5915).
    /// - Throws: when it is no private key on P-256.
    package init(der: [UInt8]) throws(Diagnostic) {
        try OpenSSL.load()
        let found = der.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            return libcrypto().pointee.d2i_AutoPrivateKey(nil, &position, buffer.count)
        }
        guard let found else { throw Diagnostic(OpenSSL.lastError) }
        guard libcrypto().pointee.EVP_PKEY_is_a(found, "EC") == 1, Self.curve(of: found) == "prime256v1" else {
            libcrypto().pointee.EVP_PKEY_free(found)
            throw Diagnostic("it is a key of another kind")
        }
        key = found
    }

    deinit { libcrypto().pointee.EVP_PKEY_free(key) }

    /// PKCS #8.
    package var der: [UInt8] {
        let container = libcrypto().pointee.EVP_PKEY2PKCS8(key)
        defer { libcrypto().pointee.PKCS8_PRIV_KEY_INFO_free(container) }
        return Self.encoded { libcrypto().pointee.i2d_PKCS8_PRIV_KEY_INFO(container, &$0) }
    }

    /// SubjectPublicKeyInfo.
    package var publicDER: [UInt8] { Self.encoded { libcrypto().pointee.i2d_PUBKEY(key, &$0) } }

    /// - Returns: an ECDSA signature as DER.
    package func signature(of message: [UInt8]) throws(Diagnostic) -> [UInt8] {
        let context = libcrypto().pointee.EVP_MD_CTX_new()
        defer { libcrypto().pointee.EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: Int(libcrypto().pointee.EVP_PKEY_get_size(key)))
        var count = signature.count
        guard libcrypto().pointee.EVP_DigestSignInit_ex(context, nil, "SHA256", nil, nil, key, nil) == 1,
            libcrypto().pointee.EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw Diagnostic("the key can't sign: \(OpenSSL.lastError)") }
        return Array(signature.prefix(count))
    }

    private static func curve(of key: OpaquePointer) -> String {
        var name = [CChar](repeating: 0, count: 64)
        var count = 0
        guard libcrypto().pointee.EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else { return "" }
        return String(decoding: name.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What one of OpenSSL's `i2d` functions writes: it is asked for the length first.
    private static func encoded(_ write: (inout UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
        var nowhere: UnsafeMutablePointer<UInt8>?
        var bytes = [UInt8](repeating: 0, count: max(0, Int(write(&nowhere))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            _ = write(&position)
        }
        return bytes
    }
}
