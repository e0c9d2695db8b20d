import Cryptography
import Jinja
import Values

/// Digests and base64 of text.
enum HashFilters {
    static let all: [String: TemplateFilter] = [
        "md5": digest("md5"), "sha1": digest("sha1"), "sha256": digest("sha256"), "sha512": digest("sha512"),
        "hmac_compute": { value, arguments in
            .string(Hexadecimal.text(try authentication(of: value, arguments)))
        },
        "hmac": { value, arguments in
            let expected = try arguments.argument(1, "challenge_hmac").text(or: "")
            return .bool(Base64.encode(try authentication(of: value, arguments)) == expected)
        },
        "rand_str": { value, arguments in try random(value, arguments) },
        "random_hash": { value, arguments in try random(value, arguments) },
        "uuid": { value, _ in .string(try uuid(try value.asText())) },
        "base64_encode": { value, _ in .string(Base64.encode(try value.asText().utf8)) },
        "base64_decode": { value, _ in
            guard let bytes = Base64.decode(try value.asText()), let text = String(validating: bytes, as: UTF8.self)
            else { throw Failure("the text is not base64 of UTF-8 text") }
            return .string(text)
        },
    ]

    private static func digest(_ name: String) -> TemplateFilter {
        { value, _ in .string(try hex(of: value.asText(), as: name)) }
    }

    private static func hex(of text: String, as name: String) throws(Failure) -> String {
        try told { () throws(Diagnostic) in try HashFunction.hex(of: Array(text.utf8), as: name) }
    }

    private static func told<Result>(_ compute: () throws(Diagnostic) -> Result) throws(Failure) -> Result {
        do {
            return try compute()
        } catch {
            throw Failure(error.hint.map { "\(error.message); \($0)" } ?? error.message)
        }
    }

    /// The digest of a random number up to `value`.
    private static func random(_ value: Object, _ arguments: CallArguments) throws -> Object {
        guard let size = value.index, size >= 0 else { throw Failure("the size is a number, not \(value.typeName)") }
        let name = try arguments.argument(0, "hash_type").text(or: "md5")
        return .string(try hex(of: String(Int.random(in: 0...size)), as: name))
    }

    /// HMAC-SHA256 (RFC 2104) with the argument `shared_secret`.
    private static func authentication(of value: Object, _ arguments: CallArguments) throws -> [UInt8] {
        let secret = Array(try arguments.argument(0, "shared_secret").text(or: "").utf8)
        let message = Array(try value.asText().utf8)
        return try told { () throws(Diagnostic) in
            try HashFunction.sha256.authentication(of: message, key: secret)
        }
    }

    /// The UUID of version 5 (RFC 9562) in the namespace that Salt chose, 91633EBF-1C86-5E33-935A-28061F4B480E.
    private static func uuid(_ name: String) throws(Failure) -> String {
        let namespace: [UInt8] = [
            0x91, 0x63, 0x3E, 0xBF, 0x1C, 0x86, 0x5E, 0x33, 0x93, 0x5A, 0x28, 0x06, 0x1F, 0x4B, 0x48, 0x0E,
        ]
        let digest = try told { () throws(Diagnostic) in try HashFunction.sha1.digest(of: namespace + name.utf8) }
        var bytes = Array(digest.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        var rest = Hexadecimal.text(bytes)[...]
        let parts = [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
        return parts.joined(separator: "-")
    }
}
