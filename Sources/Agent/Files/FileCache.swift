import Crypto
import Values

/// Contents on disk by their digest: `<root>/cache/files/<digest>`.
struct FileCache: Sendable {
    let directory: String

    /// The content with this digest; nil when it isn't there, or the disk has spoiled it.
    func content(_ digest: String) throws(Diagnostic) -> [UInt8]? {
        guard let bytes = try DurableFile.read("\(directory)/\(digest)"), Self.digest(of: bytes) == digest else {
            return nil
        }
        return bytes
    }

    func store(_ bytes: [UInt8], digest: String) throws(Diagnostic) {
        try DurableFile.makeDirectory(directory, mode: 0o700)
        try DurableFile.write(bytes, to: "\(directory)/\(digest)")
    }

    /// SHA-256 as lower-case hex.
    static func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count < 2 ? "0\(text)" : text
        }.joined()
    }
}
