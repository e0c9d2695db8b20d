import Compiler
import Cryptography
import Execution
import Host
import RegularExpressions
import Values

/// The hash that a file from elsewhere must have (`source_hash`).
struct SourceHash: Sendable, Hashable {
    private static let lengths = [
        ("md5", 32), ("sha1", 40), ("sha224", 56), ("sha256", 64), ("sha384", 96), ("sha512", 128),
    ]

    let algorithm: String
    /// Lower case.
    let digits: String

    /// - Throws: a `Diagnostic` for a hash that is none.
    init(algorithm: String? = nil, digits: String) throws(Diagnostic) {
        let digits = digits.lowercased()
        let known = Self.lengths.map(\.0).reversed().joined(separator: ", ")
        guard let byLength = Self.lengths.first(where: { $0.1 == digits.count }), digits.allSatisfy(\.isHexDigit) else {
            throw Diagnostic(
                "'\(digits)' is no hash",
                hint: "write ALGORITHM=DIGITS, the digits alone, or the URL of a file of hashes")
        }
        guard let algorithm else {
            self.algorithm = byLength.0
            self.digits = digits
            return
        }
        guard let wanted = Self.lengths.first(where: { $0.0 == algorithm }) else {
            throw Diagnostic(
                "Invalid hash type '\(algorithm)'. Supported hash types are: \(known). Either remove the hash type and "
                    + "simply use '\(digits)' as the source_hash, or change the hash type to a supported type.")
        }
        guard wanted.1 == digits.count else {
            throw Diagnostic(
                "Invalid length (\(digits.count)) for hash type '\(algorithm)'. Either remove the hash type and simply "
                    + "use '\(digits)' as the source_hash, or change the hash type to '\(byLength.0)'")
        }
        self.algorithm = algorithm
        self.digits = digits
    }

    /// From an expression: `sha256=...`, `sha256:...` or the digits alone.
    init(expression: String) throws(Diagnostic) {
        let halves = expression.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "=" || $0 == ":" }
            .map { String($0).trimmed }
        if halves.count == 2 {
            try self.init(algorithm: halves[0], digits: halves[1])
        } else {
            try self.init(digits: expression.trimmed)
        }
    }

    /// From a file of hashes: the line for one of the names, in this order; else the first hash that is there.
    ///
    /// - Parameters:
    ///   - chosen: the name in the file (`source_hash_name`).
    ///   - file: where the content goes.
    ///   - source: where it comes from.
    init?(in text: String, chosen: String?, file: String, source: String) throws {
        let lengths = "\(Self.lengths[0].1),\(Self.lengths[5].1)"
        let expression = try RegularExpression("(?i)(?<![a-z0-9])([a-f0-9]{\(lengths)})(?![a-z0-9])")
        var found: [(line: String, hash: SourceHash)] = []
        for line in TextLines.bare(text).map(\.trimmed) {
            guard let match = try expression.search(line), let digits = match[1],
                Self.lengths.contains(where: { $0.1 == digits.count })
            else { continue }
            found.append((line, try SourceHash(digits: digits)))
        }
        let names = [
            chosen, PathText.name(of: file), PathText.name(of: String(source.prefix { $0 != "?" && $0 != "#" })),
        ]
        for (index, name) in names.enumerated() {
            guard let name, !name.isEmpty else { continue }
            let separators = index == 0 ? " \t" : " \t\\/*"
            let own = found.first { Self.names(name, in: $0.line, after: separators) }
            if let own {
                self = own.hash
                return
            }
        }
        guard let first = found.first else { return nil }
        self = first.hash
    }

    /// Whether a line ends with a name of its own, or begins with it.
    private static func names(_ name: String, in line: String, after separators: String) -> Bool {
        if line.hasSuffix(name) { return line.dropLast(name.count).last.map { separators.contains($0) } ?? false }
        return line.hasPrefix(name) && line.dropFirst(name.count).first?.isWhitespace == true
    }

    func isOf(_ bytes: [UInt8]) throws(Diagnostic) -> Bool { try actual(bytes) == digits }

    func actual(_ bytes: [UInt8]) throws(Diagnostic) -> String { try HashFunction.hex(of: bytes, as: algorithm) }
}
