import HTTPTypes
import Hummingbird
import HummingbirdCore

/// A refusal that HTTP itself demands: wrong type, too large, no certificate.
struct ReplyFailure: Error {
    let status: HTTPResponse.Status
    let message: String
    let hint: String?

    init(_ status: HTTPResponse.Status, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}
