/// Salt's guess whether bytes are text or something else.
enum BinaryGuess {
    /// Whether there is a NUL, or more than 30 per cent of the bytes are neither printable ASCII, white space, nor part
    /// of UTF-8. Nothing at all is text. UTF-8 that is only cut off at the end is UTF-8 still.
    static func isBinary(_ bytes: [UInt8]) -> Bool {
        if bytes.contains(0) { return true }
        let isUTF8 = isUTF8(bytes)
        let strange = bytes.count { !isText($0) && !(isUTF8 && $0 >= 0x80 && $0 < 0xFF) }
        return strange * 10 > bytes.count * 3
    }

    private static func isText(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20...0x7E, 0x08, 0x09, 0x0A, 0x0C, 0x0D: true
        default: false
        }
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        var place = 0
        while place < bytes.count {
            guard let (length, second) = sequence(startingWith: bytes[place]) else { return false }
            let rest = bytes[(place + 1)..<min(place + length, bytes.count)]
            if let next = rest.first, !second.contains(next) { return false }
            guard rest.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return false }
            place += length
        }
        return true
    }

    /// How long a sequence with this first byte is, and what its second byte may be (Unicode, table 3-7).
    private static func sequence(startingWith byte: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch byte {
        case 0x00...0x7F: (1, 0...0)
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
