import Compiler
import Values

/// A key with which a repository is signed.
enum AptKey {
    /// The key as apt wants it: bytes, unless the file's name says that it is text.
    ///
    /// - Throws: a `Diagnostic` for text that begins like a key and is none.
    static func contents(_ bytes: [UInt8], for path: String) throws(Diagnostic) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("-----BEGIN PGP PUBLIC KEY BLOCK-----"), !path.hasSuffix(".asc") else { return bytes }
        var key: [UInt8] = []
        var block: [Substring]?
        var isBody = false
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN PGP") {
                (block, isBody) = ([], false)
            } else if line.hasPrefix("-----END PGP"), let lines = block {
                guard let bytes = Base64.decode(lines.joined()), !bytes.isEmpty else {
                    throw Diagnostic("the key is not in the form of OpenPGP's text")
                }
                key += bytes
                block = nil
            } else if block != nil {
                // Headers end with an empty line; a line with `=` before all else is a checksum.
                if isBody, !line.hasPrefix("=") { block?.append(line) }
                if line.allSatisfy(\.isWhitespace) { isBody = true }
            }
        }
        guard !key.isEmpty else { throw Diagnostic("the key is not in the form of OpenPGP's text") }
        return key
    }
}
