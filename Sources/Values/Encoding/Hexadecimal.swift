/// Hexadecimal digits, two a byte.
package enum Hexadecimal {
    /// - Parameter separator: stands between bytes, as in `f2:30`.
    package static func text(
        _ bytes: some Sequence<UInt8>, separator: String = "", uppercase: Bool = false
    ) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: uppercase) }.joined(separator: separator)
    }
}
