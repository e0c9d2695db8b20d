extension HTML {
    /// Text without comments and tags, white space collapsed, entities decoded (`Markup.striptags`).
    static func strippedTags(_ text: String) -> String {
        var bytes = Array(text.utf8)
        while let start = Text.find(Array("<!--".utf8), in: bytes),
            let end = Text.find(Array("-->".utf8), in: bytes, from: start)
        {
            bytes.removeSubrange(start..<(end + 3))
        }
        while let start = bytes.firstIndex(of: 0x3C), let end = bytes[start...].firstIndex(of: 0x3E) {
            bytes.removeSubrange(start...end)
        }
        let words = Text.string(bytes).unicodeScalars.split(whereSeparator: Text.isSpace).map { String($0) }
        return unescaped(words.joined(separator: " "))
    }

    private static let entities: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "\u{A9}",
        "reg": "\u{AE}", "laquo": "\u{AB}", "raquo": "\u{BB}", "hellip": "\u{2026}", "ndash": "\u{2013}",
        "mdash": "\u{2014}", "euro": "\u{20AC}", "middot": "\u{B7}", "bull": "\u{2022}",
    ]

    private static func unescaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            if scalars[index] == "&", let end = scalars[index...].prefix(12).firstIndex(of: ";"),
                let decoded = entity(Text.string(scalars[(index + 1)..<end]))
            {
                result.append(decoded)
                index = end + 1
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return String(result)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return entities[name] }
        let isHex = name.lowercased().hasPrefix("#x")
        return UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
    }

    /// Percent-encoding as `urllib.parse.quote` does it; in a query `/` is quoted too and a space is `+`.
    static func urlQuoted(_ text: String, forQuery: Bool = false) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x2D, 0x7E: result.append(byte)
            case 0x2F where !forQuery: result.append(byte)
            case 0x20 where forQuery: result.append(0x2B)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return Text.string(result)
    }
}
