import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Values

/// An error as its status and the JSON that a client gets: what was wrong and what to do, never how it looks inside.
struct ErrorReply {
    let status: HTTPResponse.Status
    let body: ValueMap
    /// The error is the master's own, so its text belongs in the log and not in the answer.
    var isInternal = false
    /// After how many seconds the same request may succeed.
    var retryAfter: Int?

    /// A store that is locked is waited for as long as this before it is given up.
    private static let storePause = 5

    init(_ error: any Error) {
        switch error {
        case let error as Refusal:
            self.init(Self.status(error.kind), error.message, hint: error.hint)
        case let error as AccessRefusal:
            self.init(HTTPResponse.Status(code: error.status), error.message, hint: error.hint)
        case let error as ReplyFailure:
            self.init(error.status, error.message, hint: error.hint)
        case let error as Diagnostics:
            let texts = error.all.map(\.description)
            self.init(.unprocessableContent, texts.first ?? "the request can't be carried out", hint: nil, texts)
        case let error as Diagnostic:
            self.init(.badRequest, error.message, hint: error.hint)
        case is NIOTooManyBytesError:
            self.init(.contentTooLarge, "The body of the request is too large", hint: nil)
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, "There is no such resource", hint: "GET /openapi.json lists what there is")
        case let error as any HTTPResponseError:
            self.init(error.status, error.status.reasonPhrase, hint: nil)
        case let error as UnrecordedEnd:
            self.init(.internalServerError, error.message, hint: error.hint)
        case let error as PartlyDone:
            self.init(.internalServerError, error.message, hint: error.hint)
        default:
            let unavailability = error.storeUnavailability
            self.init(
                unavailability == nil ? .internalServerError : .serviceUnavailable,
                unavailability ?? "An unexpected error occurred", hint: "the master's log has the details")
            isInternal = true
            if unavailability != nil { retryAfter = Self.storePause }
        }
    }

    private init(_ status: HTTPResponse.Status, _ message: String, hint: String?, _ errors: [String] = []) {
        self.status = status
        var body: ValueMap = ["status": .int(status.code), "return": .string(message), "error": .string(message)]
        if let hint { body["hint"] = .string(hint) }
        if !errors.isEmpty { body["errors"] = .strings(errors) }
        self.body = body
    }

    var headers: HTTPFields { retryAfter.map { [.retryAfter: "\($0)"] } ?? [:] }

    var response: Response { Reply.json(.map(body), status: status, headers: headers) }

    private static func status(_ kind: Refusal.Kind) -> HTTPResponse.Status {
        switch kind {
        case .badRequest: .badRequest
        case .unauthorised: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooMany: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .stopping: .internalServerError
        }
    }
}
