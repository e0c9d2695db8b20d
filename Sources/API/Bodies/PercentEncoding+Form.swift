import HTTPTypes
import HummingbirdCore
import Values

extension PercentEncoding {
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
