/// Why there is no answer. Every case says what was tried; none says that the server did not act, except `unreachable`.
package enum TransportError: Error, Sendable, Equatable {
    /// No connection could be made, so nothing was sent. `systemError` is the `errno` (0 when unknown), `target` a URL
    /// or the path of a socket.
    case unreachable(target: String, systemError: Int32, reason: String)
    /// The connection broke after the request was sent, or while it was: the server may have carried it out.
    case connectionLost(target: String, reason: String)
    /// `what` goes on after "timed out": "connecting to https://...".
    case timedOut(what: String, after: Duration)
    /// The handshake failed, or a certificate was refused by either side.
    case tls(target: String, reason: String)
    /// The task was cancelled or the client was shut down.
    case cancelled
    /// The body, or a line of a stream, is longer than the limit in bytes.
    case tooLarge(limit: Int)
    /// Anything else: libcurl's code and words.
    case other(code: Int, reason: String)
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let target, _, let reason): "can't reach \(target): \(reason)"
        case .connectionLost(let target, let reason):
            "the connection to \(target) broke before the answer was complete: \(reason)"
        case .timedOut(let what, let limit): "timed out \(what) after \(limit.inWords)"
        case .tls(let target, let reason): "TLS with \(target) failed: \(reason)"
        case .cancelled: "cancelled"
        case .tooLarge(let limit): "the answer is larger than the limit of \(limit) bytes"
        case .other(let code, let reason): "\(reason) (libcurl error \(code))"
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 for any positive duration: 0 means "no limit" to libcurl.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let whole = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        if whole.overflow { return .max / 2 }
        let value = whole.partialValue + Int(attoseconds / 1_000_000_000_000_000)
        return value == 0 && self > .zero ? 1 : max(0, value)
    }

    /// "250 ms", "30 s", "1.5 s".
    var inWords: String {
        let value = milliseconds
        if value < 1000 { return "\(value) ms" }
        return value % 1000 == 0 ? "\(value / 1000) s" : "\(Double(value) / 1000) s"
    }
}
