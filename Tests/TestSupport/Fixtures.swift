import Glibc

/// The files under `Tests/<Target>/Fixtures` of the target whose source asks, read without Foundation.
package struct Fixtures: Sendable {
    private let root: String

    package init(askedFrom file: String = #filePath) {
        let words = file.split(separator: "/")
        let target = (words.lastIndex(of: "Tests") ?? 0) + 1
        root = "/\(words.prefix(target + 1).joined(separator: "/"))/Fixtures/"
    }

    /// The names of the cases of a topic, sorted, without `suffix`.
    package func cases(_ topic: String, suffix: String = "") -> [String] {
        Directory.names(in: root + topic).filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(suffix.count)) }.sorted()
    }

    package func text(_ path: String) throws -> String { try TextFile.read(root + path) }
}
