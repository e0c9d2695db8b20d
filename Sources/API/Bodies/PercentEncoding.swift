import HTTPTypes
import HummingbirdCore

/// `%20` and the like in paths and forms.
enum PercentEncoding {
    /// - Parameter isForm: `+` is a space, as in forms.
    /// - Returns: nil for a `%` without two hexadecimal digits, or bytes that are not UTF-8.
    static func decode(_ text: some StringProtocol, isForm: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where isForm: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The pairs of `a=1&b=2`, in order; a name may come more than once.
    static func form(_ text: String) throws -> [(name: String, value: String)] {
        try text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(parts[0], isForm: true),
                let value = decode(parts.count > 1 ? parts[1] : "", isForm: true)
            else { throw ReplyFailure(.badRequest, "The form is not encoded correctly", hint: "'%' is written %25") }
            return (name, value)
        }
    }
}
