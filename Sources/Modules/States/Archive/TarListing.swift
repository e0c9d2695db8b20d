/// What `tar --list --verbose --quoting-style=c` prints.
enum TarListing {
    static func contents(_ text: String) -> ArchiveContents {
        var contents = ArchiveContents(directories: [], files: [], links: [], names: [])
        for line in text.split(separator: "\n") {
            guard let kind = line.first, let name = name(line) else { continue }
            let bare = String(name.reversed().drop { $0 == "/" }.reversed())
            contents.names.append(bare)
            switch kind {
            case "d": contents.directories.append(bare + "/")
            case "l": contents.links.append(bare)
            default: contents.files.append(bare)
            }
        }
        return contents
    }

    /// The first quoted text of a line; where a link leads comes after it.
    private static func name(_ line: Substring) -> String? {
        guard let start = line.utf8.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        var rest = line.utf8[line.utf8.index(after: start)...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            bytes.append(unescaped(next, &rest))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ byte: UInt8, _ rest: inout Substring.UTF8View) -> UInt8 {
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
            UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
        ]
        if let letter = letters[byte] { return letter }
        let octal = UInt8(ascii: "0")...UInt8(ascii: "7")
        guard octal.contains(byte) else { return byte }
        var value = Int(byte - octal.lowerBound)
        for _ in 0..<2 {
            guard let digit = rest.first, octal.contains(digit) else { break }
            value = value * 8 + Int(digit - octal.lowerBound)
            rest.removeFirst()
        }
        return UInt8(truncatingIfNeeded: value)
    }
}
