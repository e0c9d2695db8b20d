/// SHA-1 (FIPS 180-4), for the names and checksums that templates ask for; nothing here is secured with it.
enum SHA1 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        let bytes = MessagePadding.padded(message, block: 64, lengthBytes: 8, bigEndian: true)
        for start in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { UInt32(bigEndianBytes: bytes[(start + 4 * $0)..<(start + 4 * $0 + 4)]) }
            for index in 16..<80 {
                words.append(
                    (words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]).rotatedLeft(1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for index in 0..<80 {
                let (mix, constant): (UInt32, UInt32) =
                    switch index {
                    case 0..<20: (b & c | ~b & d, 0x5A82_7999)
                    case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                    case 40..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
                    default: (b ^ c ^ d, 0xCA62_C1D6)
                    }
                let next = a.rotatedLeft(5) &+ mix &+ e &+ constant &+ words[index]
                (a, b, c, d, e) = (next, a, b.rotatedLeft(30), c, d)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
        }
        return state.flatMap(\.bigEndianBytes)
    }
}
