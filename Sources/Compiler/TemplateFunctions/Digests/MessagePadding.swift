/// The padding that all these digests share: a one bit, zeros, and the length in bits.
enum MessagePadding {
    static func padded(_ message: [UInt8], block: Int, lengthBytes: Int, bigEndian: Bool) -> [UInt8] {
        var bytes = message + [0x80]
        while bytes.count % block != block - lengthBytes { bytes.append(0) }
        let bits = UInt64(message.count) * 8
        let length = (0..<lengthBytes).map { $0 < 8 ? UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) : 0 }
        return bytes + (bigEndian ? length.reversed() : length)
    }
}

extension FixedWidthInteger {
    func rotatedLeft(_ count: Int) -> Self { self << count | self >> (Self.bitWidth - count) }
    func rotatedRight(_ count: Int) -> Self { rotatedLeft(Self.bitWidth - count) }

    init(bigEndianBytes bytes: ArraySlice<UInt8>) { self = bytes.reduce(0) { $0 << 8 | Self($1) } }

    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
