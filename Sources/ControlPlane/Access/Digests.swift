import Values

/// The hash functions that access control needs, injected: the control plane has no cryptography of its own.
package struct Digests: Sendable {
    /// The names of Salt's `^hashtype`.
    package enum Algorithm: String, Sendable, CaseIterable {
        case md5, sha1, sha256, sha384, sha512
    }

    private let digest: @Sendable (Algorithm, [UInt8]) -> [UInt8]

    package init(_ digest: @escaping @Sendable (Algorithm, [UInt8]) -> [UInt8]) { self.digest = digest }

    func hexadecimal(_ algorithm: Algorithm, _ text: String) -> String {
        Hexadecimal.text(digest(algorithm, Array(text.utf8)))
    }

    /// Whether two texts are the same, in a time that depends on neither: their digests are compared, every byte.
    func areEqual(_ a: String, _ b: String) -> Bool {
        let pairs = zip(digest(.sha256, Array(a.utf8)), digest(.sha256, Array(b.utf8)))
        return pairs.reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
