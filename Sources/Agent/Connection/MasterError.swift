package import CurlTransport
package import Model
package import Values

/// Why the master did not do what the minion asked.
package enum MasterError: Error, Sendable {
    /// No answer at all; trying again later is right.
    case unreachable(MasterAddress, TransportError)
    /// The master's certificate is not of the pinned authority, or the master refused the minion's.
    case untrusted(MasterAddress, reason: String)
    /// 401 or 403: the minion's key was rejected, deleted or never accepted.
    case unauthorised(MasterAddress, String)
    /// Any other answer that is no success.
    case refused(MasterAddress, status: Int, String)
    /// An answer that can't be read.
    case unreadable(MasterAddress, Diagnostic)

    init(_ address: MasterAddress, _ error: TransportError) {
        if case .tls(_, let reason) = error {
            self = .untrusted(address, reason: reason)
        } else {
            self = .unreachable(address, error)
        }
    }

    /// Whether the master took this minion's certificate for ended, in TLS's own words (RFC 8446, 6.2).
    package var saysCertificateEnded: Bool {
        guard case .untrusted(_, let reason) = self else { return false }
        return reason.contains("alert certificate expired")
    }

    /// Whether the master's certificate was found wanting, in libcurl's words. What the master does not like of this
    /// minion, and a handshake that fails for another reason, have others.
    var doubtsMaster: Bool {
        guard case .untrusted(_, let reason) = self else { return false }
        return reason.hasPrefix("SSL certificate problem: ")
    }

    /// Whether the same request can succeed a little later.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .untrusted, .unauthorised: true
        case .refused(_, let status, _): status >= 500 || status == 408 || status == 429
        case .unreadable: false
        }
    }
}

extension MasterError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let address, .unreachable(_, _, let reason)):
            "the master at \(address) can't be reached: \(reason)"
        case .unreachable(let address, .connectionLost(_, let reason)):
            "the connection to the master at \(address) broke: \(reason)"
        case .unreachable(let address, let error): "the master at \(address) gave no answer: \(error)"
        case .untrusted(let address, let reason):
            "TLS with the master at \(address) failed: \(reason)"
        case .unauthorised(let address, let text):
            "the master at \(address) does not accept this minion's certificate: \(text)"
        case .refused(let address, let status, let text): "the master at \(address) answered \(status): \(text)"
        case .unreadable(let address, let problem): "the master at \(address) answered nonsense: \(problem)"
        }
    }
}
