/// A complete HTTP answer.
struct Answer {
    var status: Int
    /// The first line of the body, at most 80 characters: which version answered.
    var marker: String
    /// The server will not take another request on this connection.
    var closes: Bool
}

/// Why a request counts as failed; what a client without retries sees.
enum RequestFailure: Error {
    case connect(String)
    case send(String)
    case reset(String)
    /// The server closed before the first byte of an answer.
    case noAnswer
    case truncated
    case timeout
    case malformed(String)
    case status(Int)

    var reason: String {
        switch self {
        case .connect(let text): "connection failed: \(text)"
        case .send(let text): "sending failed: \(text)"
        case .reset(let text): "connection broke: \(text)"
        case .noAnswer: "closed without an answer"
        case .truncated: "truncated answer"
        case .timeout: "timeout"
        case .malformed(let text): "malformed answer: \(text)"
        case .status(let status): "status \(status)"
        }
    }
}
