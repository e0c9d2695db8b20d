import FoundationEssentials
import Values

/// The bytes inside of `-----BEGIN X-----` and `-----END X-----`.
enum PEMText {
    /// The DER of the first block.
    ///
    /// - Throws: a `Diagnostic` that names `what` when there is no block or it isn't base64.
    static func der(_ text: String, what: String) throws(Diagnostic) -> [UInt8] {
        var base64 = ""
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----END ") { break }
            if isInside { base64 += line }
            if line.hasPrefix("-----BEGIN ") { isInside = true }
        }
        guard !base64.isEmpty, let data = Data(base64Encoded: base64) else { throw Diagnostic("\(what) is not PEM") }
        return Array(data)
    }
}
