import Jinja
import Values

/// Digests and base64 of text.
enum HashFilters {
    static let all: [String: TemplateFilter] = [
        "md5": { value, _ in .string(hexadecimal(MD5.digest(Array(try value.asText().utf8)))) },
        "sha1": { value, _ in .string(hexadecimal(SHA1.digest(Array(try value.asText().utf8)))) },
        "sha256": { value, _ in .string(hexadecimal(SHA256.digest(Array(try value.asText().utf8)))) },
        "sha512": { value, _ in .string(hexadecimal(SHA512.digest(Array(try value.asText().utf8)))) },
        "hmac_compute": { value, arguments in
            let secret = try arguments.argument(0, "shared_secret").text(or: "")
            return .string(hexadecimal(hmac(Array(try value.asText().utf8), key: Array(secret.utf8))))
        },
        "hmac": { value, arguments in
            let secret = try arguments.argument(0, "shared_secret").text(or: "")
            let expected = try arguments.argument(1, "challenge_hmac").text(or: "")
            return .bool(Base64Text.encode(hmac(Array(try value.asText().utf8), key: Array(secret.utf8))) == expected)
        },
        "base64_encode": { value, _ in .string(Base64Text.encode(Array(try value.asText().utf8))) },
        "base64_decode": { value, _ in
            guard let bytes = Base64Text.decode(try value.asText()),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw Failure("the text is not base64 of UTF-8 text") }
            return .string(text)
        },
    ]

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// HMAC-SHA256 (RFC 2104).
    private static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var key = key.count > 64 ? SHA256.digest(key) : key
        key += [UInt8](repeating: 0, count: 64 - key.count)
        return SHA256.digest(key.map { $0 ^ 0x5C } + SHA256.digest(key.map { $0 ^ 0x36 } + message))
    }
}
