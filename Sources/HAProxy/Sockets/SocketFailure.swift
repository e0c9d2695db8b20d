import Glibc

/// What went wrong on a socket, before anybody knows what the socket was for.
enum SocketFailure: Error, Sendable, Hashable {
    case missing
    case refused
    case denied
    case deadline
    case cancelled
    case broken(String)

    init(connecting code: Int32) {
        switch code {
        case ENOENT: self = .missing
        case ECONNREFUSED: self = .refused
        case EACCES, EPERM: self = .denied
        default: self = .broken(Self.text(of: code))
        }
    }

    static func text(of code: Int32) -> String { String(cString: strerror(code)) }

    /// The same failure for a person: which socket, doing what.
    func error(address: String, action: String) -> HAProxyError {
        switch self {
        case .missing: .socketMissing(path: address)
        case .refused: .connectionRefused(address: address)
        case .denied: .permissionDenied(path: address, action: "connect to")
        case .deadline: .deadlineExceeded(action: action, address: address)
        case .cancelled: .cancelled(action: action)
        case .broken(let reason): .connectionBroken(address: address, reason: reason)
        }
    }
}
