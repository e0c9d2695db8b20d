import Glibc
package import Values

/// An address or a network in CIDR form, IPv4 or IPv6: `10.1.0.0/16`, `10.1.0.0/255.255.0.0`, `2001:db8::/32`, `10.1.2.3`.
package struct AddressRange: Sendable, Hashable {
    /// 4 or 16 bytes.
    private let bytes: [UInt8]
    private let prefixLength: Int

    /// - Throws: when it is neither an address nor a network. Host bits after the prefix are allowed and ignored.
    package init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let bytes = Self.bytes(parts[0]) else { throw Self.refusal(text) }
        self.bytes = bytes
        guard parts.count > 1 else {
            prefixLength = bytes.count * 8
            return
        }
        guard let length = Self.prefixLength(parts[1], bits: bytes.count * 8) else { throw Self.refusal(text) }
        prefixLength = length
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// Whether an address lies in it; false for an address of the other family and for text that is no address.
    package func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(address), other.count == bytes.count else { return false }
        let whole = prefixLength / 8
        guard bytes[..<whole] == other[..<whole] else { return false }
        let rest = prefixLength % 8
        return rest == 0 || bytes[whole] >> (8 - rest) == other[whole] >> (8 - rest)
    }

    private static func refusal(_ text: String) -> Diagnostic {
        Diagnostic("'\(text)' is neither an IP address nor a network", hint: "write it like 10.1.2.3 or 10.1.0.0/16")
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: &v4) { Array($0) } }
        var v6 = in6_addr()
        if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: &v6) { Array($0) } }
        return nil
    }

    private static func prefixLength(_ text: String, bits: Int) -> Int? {
        if let length = Int(text) { return (0...bits).contains(length) ? length : nil }
        guard bits == 32, let mask = bytes(text), mask.count == 4 else { return nil }
        let number = mask.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let ones = (~number).leadingZeroBitCount
        return number.nonzeroBitCount == ones ? ones : nil
    }
}
