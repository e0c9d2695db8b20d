import Cryptography
import Values

/// Contents on disk by their digest: `<root>/cache/files/<digest>`, and `<digest>.part` for what has not come whole yet.
struct FileCache: Sendable {
    let directory: String

    /// The content with this digest; nil when it isn't there, or the disk has spoiled it.
    func content(_ digest: String) throws(Diagnostic) -> [UInt8]? {
        guard let bytes = try DurableFile.read("\(directory)/\(digest)"), SHA256.hex(of: bytes) == digest else {
            return nil
        }
        return bytes
    }

    func store(_ bytes: [UInt8], digest: String) throws(Diagnostic) {
        try DurableFile.makeDirectory(directory, mode: 0o700)
        try DurableFile.write(bytes, to: "\(directory)/\(digest)")
    }

    /// How many bytes there are of what has not come whole yet.
    func partialSize(_ digest: String) throws(Diagnostic) -> Int { try DurableFile.size(part(digest)) }

    func append(_ bytes: [UInt8], to digest: String) throws(Diagnostic) {
        try DurableFile.makeDirectory(directory, mode: 0o700)
        try DurableFile.append(bytes, to: part(digest))
    }

    /// Takes what has come for whole.
    ///
    /// - Returns: nil, and forgets it, when it is not what the digest says.
    func complete(_ digest: String) throws(Diagnostic) -> [UInt8]? {
        let bytes = try DurableFile.read(part(digest)) ?? []
        let isRight = SHA256.hex(of: bytes) == digest
        if isRight { try store(bytes, digest: digest) }
        try forgetPart(digest)
        return isRight ? bytes : nil
    }

    func forgetPart(_ digest: String) throws(Diagnostic) { try DurableFile.remove(part(digest)) }

    private func part(_ digest: String) -> String { "\(directory)/\(digest).part" }
}
