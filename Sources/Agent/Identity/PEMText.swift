import Values

/// `-----BEGIN X-----`, base64 and `-----END X-----` (RFC 7468).
enum PEMText {
    private static let lineLength = 64

    /// The DER of the first block.
    ///
    /// - Throws: a `Diagnostic` that names `what` when there is no whole block or it isn't base64.
    static func der(_ text: String, what: String) throws(Diagnostic) -> [UInt8] {
        var base64 = ""
        var isInside = false
        var isWhole = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----END "), line.dropFirst(9).contains("-----") {
                isWhole = isInside
                break
            }
            if isInside { base64 += line }
            if line.hasPrefix("-----BEGIN ") { isInside = true }
        }
        guard isWhole, !base64.isEmpty, let bytes = Base64.decode(base64) else {
            throw Diagnostic("\(what) is not PEM")
        }
        return bytes
    }

    /// The first block as a certificate, and nothing else: whoever trusts a text trusts every certificate in it.
    ///
    /// - Throws: as `der`.
    static func certificate(_ text: String, what: String) throws(Diagnostic) -> String {
        try block("CERTIFICATE", der(text, what: what)) + "\n"
    }

    /// One block, without a line feed at its end.
    static func block(_ label: String, _ der: [UInt8]) -> String {
        var lines = ["-----BEGIN \(label)-----"]
        var rest = Base64.encode(der)[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(lineLength)))
            rest = rest.dropFirst(lineLength)
        }
        return (lines + ["-----END \(label)-----"]).joined(separator: "\n")
    }
}
