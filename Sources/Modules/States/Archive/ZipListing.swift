/// The directory at the end of a ZIP archive (PKWARE's APPNOTE, 4.3.12 and 4.3.16).
struct ZipListing: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var name: String
        /// The mode as Unix has it; zero when the archive was made elsewhere.
        var mode: UInt32
        var isEncrypted: Bool
    }

    private(set) var entries: [Entry] = []

    /// Nil for bytes that are no ZIP archive.
    init?(_ bytes: [UInt8]) {
        let endLength = 22
        guard bytes.count >= endLength else { return nil }
        let earliest = max(0, bytes.count - endLength - 0xFFFF)
        let mark: [UInt8] = [0x50, 0x4B, 5, 6]
        guard
            let end = stride(from: bytes.count - endLength, through: earliest, by: -1).first(where: {
                bytes[$0...].starts(with: mark)
            })
        else { return nil }
        func number(_ offset: Int, _ length: Int) -> Int {
            (0..<length).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
        }
        let headerLength = 46
        var offset = number(end + 16, 4)
        for _ in 0..<number(end + 10, 2) {
            guard offset + headerLength <= end, bytes[offset...].starts(with: [0x50, 0x4B, 1, 2]) else { return nil }
            let (name, extra, comment) = (number(offset + 28, 2), number(offset + 30, 2), number(offset + 32, 2))
            guard offset + headerLength + name <= end else { return nil }
            entries.append(
                Entry(
                    name: String(
                        decoding: bytes[offset + headerLength..<offset + headerLength + name], as: UTF8.self),
                    mode: UInt32(number(offset + 40, 2)), isEncrypted: number(offset + 8, 2) & 1 != 0))
            offset += headerLength + name + extra + comment
        }
    }

    var isEncrypted: Bool { entries.contains(where: \.isEncrypted) }

    var contents: ArchiveContents {
        var directories: Set<String> = []
        var contents = ArchiveContents(directories: [], files: [], links: [], names: entries.map(\.name))
        for entry in entries {
            switch entry.mode & 0o170000 {
            case 0o120000: contents.links.append(entry.name)
            case 0o040000: directories.insert(entry.name)
            default: contents.files.append(entry.name)
            }
        }
        // A directory may be there only by what is in it.
        for path in contents.files {
            guard let slash = path.lastIndex(of: "/") else { continue }
            let directory = String(path[...slash])
            directories.insert(directory)
            contents.files.removeAll { $0 == directory }
        }
        contents.directories = directories.sorted()
        return contents
    }
}
