/// The few places where Python's pattern syntax and PCRE's mean different things.
enum PythonSyntax {
    /// The pattern with `\Z` (Python: the very end) written as PCRE's `\z`; PCRE's `\Z` also matches before a last newline.
    static func translated(_ pattern: String) -> String {
        guard pattern.utf8.contains(UInt8(ascii: "\\")) else { return pattern }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in pattern.utf8 {
            if isEscaped {
                result.append(byte == UInt8(ascii: "Z") ? UInt8(ascii: "z") : byte)
                isEscaped = false
            } else {
                result.append(byte)
                isEscaped = byte == UInt8(ascii: "\\")
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
