import Compiler
import Cryptography
import Execution
import Values

/// A key of a host, as a file of known hosts or `ssh-keyscan` shows it.
package struct KnownHost: Sendable, Hashable {
    var hostname: String
    var kind: String
    var key: String
    /// Pairs of digits with colons between them; nil for a key that was given and not looked at.
    var fingerprint: String?
    /// Its line in the file, from 1.
    var line: Int?

    /// From the output of `ssh-keygen -F` or `ssh-keyscan`.
    static func read(_ text: String, fingerprintsAs kind: String) throws -> [KnownHost] {
        var hosts: [KnownHost] = []
        var line: Int?
        for text in text.split(separator: "\n") {
            let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
            if text.hasPrefix("#") {
                line = words.last.flatMap { Int($0) }
                continue
            }
            guard words.count == 3, let bytes = Base64.decode(words[2]) else { continue }
            let digits = Array(try HashFunction.hex(of: bytes, as: kind))
            let pairs = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<min($0 + 2, digits.count)]) }
            hosts.append(
                KnownHost(
                    hostname: words[0], kind: words[1], key: words[2], fingerprint: pairs.joined(separator: ":"),
                    line: line))
        }
        return hosts
    }

    /// As `changes` have it.
    func shown(port: Int? = nil) -> Value {
        var map: ValueMap = ["hostname": .string(hostname)]
        guard let fingerprint else {
            map["enc"] = .string(kind)
            map["key"] = .string(key)
            if let port { map["port"] = .int(port) }
            return .map(map)
        }
        map["key"] = .string(key)
        map["enc"] = .string(kind)
        map["fingerprint"] = .string(fingerprint)
        if let port { map["port"] = .int(port) }
        return .map(map)
    }
}
