/// The kinds of archives that can be read.
enum ArchiveFormat: String, Sendable, Hashable {
    case tar, zip

    /// By the end of a name; nil for one that says nothing, or a kind that is not known here.
    init?(ofName name: String) {
        let name = name.lowercased()
        let tar = ["tar", "tar.gz", "tgz", "tar.bz2", "tbz2", "tbz", "tar.xz", "txz", "tar.lzma", "tlz", "tar.zst"]
        if tar.contains(where: { name.hasSuffix(".\($0)") }) {
            self = .tar
        } else if name.hasSuffix(".zip") {
            self = .zip
        } else {
            return nil
        }
    }

    /// The option with which `tar` reads a compressed archive from a pipe; nil for one that is not compressed.
    static func compression(of bytes: [UInt8]) -> String? {
        let marks: [(option: String, mark: [UInt8])] = [
            ("--gzip", [0x1F, 0x8B]), ("--bzip2", [0x42, 0x5A, 0x68]), ("--xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
            ("--zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("--lzma", [0x5D, 0, 0]), ("--lzip", [0x4C, 0x5A, 0x49, 0x50]),
        ]
        return marks.first { bytes.starts(with: $0.mark) }?.option
    }
}
