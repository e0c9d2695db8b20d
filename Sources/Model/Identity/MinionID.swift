package import Values

/// The name of a minion: 1 to 253 letters, digits, `.`, `_`, `-`, `:`; never a path, never empty.
package struct MinionID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) throws(Diagnostic) {
        guard text.utf8.allSatisfy(Self.allows), !text.isEmpty, text.utf8.count <= 253, !text.hasPrefix(".") else {
            throw Diagnostic(
                "'\(text.prefix(64))' is not a minion id",
                hint: "use letters, digits, '.', '_', '-' and ':', 253 at most, not beginning with '.'")
        }
        self.text = text
    }

    /// Whether a byte may be in an id.
    package static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    package var description: String { text }
    package static func < (a: MinionID, b: MinionID) -> Bool { a.text < b.text }
}
