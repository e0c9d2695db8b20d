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
        "rand_str": { value, arguments in try random(value, arguments) },
        "random_hash": { value, arguments in try random(value, arguments) },
        "uuid": { value, _ in .string(uuid(try value.asText())) },
        "base64_encode": { value, _ in .string(Base64Text.encode(Array(try value.asText().utf8))) },
        "base64_decode": { value, _ in
            guard let bytes = Base64Text.decode(try value.asText()),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw Failure("the text is not base64 of UTF-8 text") }
            return .string(text)
        },
    ]

    /// The digest of a random number up to `value`.
    private static func random(_ value: Object, _ arguments: CallArguments) throws -> Object {
        guard let size = value.index, size >= 0 else { throw Failure("the size is a number, not \(value.typeName)") }
        let number = Array(String(Int.random(in: 0...size)).utf8)
        let name = try arguments.argument(0, "hash_type").text(or: "md5")
        switch name {
        case "md5": return .string(hexadecimal(MD5.digest(number)))
        case "sha1": return .string(hexadecimal(SHA1.digest(number)))
        case "sha256": return .string(hexadecimal(SHA256.digest(number)))
        case "sha512": return .string(hexadecimal(SHA512.digest(number)))
        default: throw Failure("there is no hash '\(name)'; known are md5, sha1, sha256, sha512")
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The UUID of version 5 (RFC 9562) in the namespace that Salt chose, 91633EBF-1C86-5E33-935A-28061F4B480E.
    private static func uuid(_ name: String) -> String {
        let namespace: [UInt8] = [
            0x91, 0x63, 0x3E, 0xBF, 0x1C, 0x86, 0x5E, 0x33, 0x93, 0x5A, 0x28, 0x06, 0x1F, 0x4B, 0x48, 0x0E,
        ]
        var bytes = Array(SHA1.digest(namespace + name.utf8).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        var rest = hexadecimal(bytes)[...]
        let parts = [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
        return parts.joined(separator: "-")
    }

    /// HMAC-SHA256 (RFC 2104).
    private static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var key = key.count > 64 ? SHA256.digest(key) : key
        key += [UInt8](repeating: 0, count: 64 - key.count)
        return SHA256.digest(key.map { $0 ^ 0x5C } + SHA256.digest(key.map { $0 ^ 0x36 } + message))
    }
}
