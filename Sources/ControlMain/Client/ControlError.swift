import CurlTransport
import Values

/// Why the CLI can't do what it was asked; each has its exit code.
enum ControlError: Error {
    /// The master's own socket does not answer.
    case socketUnreachable(path: String, TransportError)
    /// A remote master's REST API does not answer.
    case urlUnreachable(url: String, TransportError)
    /// The connection broke while the answer was awaited: the master may have done, or may be doing, what was asked.
    case connectionLost(TransportError)
    /// The master said no, or that it can't.
    case answered(status: Int, message: String, hint: String?)
    /// The master is there and can't do it for now: its store takes nothing.
    case unavailable(message: String, hint: String?)
    /// The master's answer makes no sense, most likely because it is another version.
    case unreadable(String)
    /// The person said no, or could not be asked.
    case declined(String, hint: String?)
    /// A signal ended the wait; the master goes on.
    case interrupted(signal: Int32, message: String, hint: String)
    /// The arguments don't fit.
    case usage(Diagnostic)
    /// The configuration is wrong.
    case configuration(Diagnostics)

    /// 1 could not be carried out, 2 usage or configuration, 3 unreachable, 4 refused, 128 and the number for a signal.
    var exitCode: Int32 {
        switch self {
        case .socketUnreachable, .urlUnreachable: 3
        case .connectionLost, .unavailable, .unreadable: 1
        case .answered(let status, _, _):
            switch status {
            case 400, 405, 406, 413, 415: 2
            case 401, 403, 409, 423, 429: 4
            // Of what is in front of the master.
            case 503: 3
            default: 1
            }
        case .declined: 4
        case .interrupted(let signal, _, _): 128 + signal
        case .usage, .configuration: 2
        }
    }
}

extension ControlError: CustomStringConvertible {
    var description: String {
        switch self {
        case .socketUnreachable(let path, let error): Self.unreachable(socket: path, error)
        case .urlUnreachable(let url, let error):
            "the master at \(url) can't be reached: \(error)\n  hint: is pigeon-master running there, with "
                + "'rest_cherrypy' in its configuration?"
        case .connectionLost(let error):
            "the connection to the master broke: \(error)\n  hint: what was asked may have been done; "
                + "see `pigeon jobs list`, `pigeon stack history`"
        case .answered(_, let message, let hint), .unavailable(let message, let hint):
            hint.map { "\(message)\n  hint: \($0)" } ?? message
        case .unreadable(let reason): "the master's answer can't be read: \(reason)"
        case .declined(let message, let hint): hint.map { "\(message)\n  hint: \($0)" } ?? message
        case .interrupted(_, let message, let hint): "\(message)\n  hint: \(hint)"
        case .usage(let problem): problem.description
        case .configuration(let problems): problems.description
        }
    }

    private static func unreachable(socket path: String, _ error: TransportError) -> String {
        guard case .unreachable(_, let code, let reason) = error else {
            return "the master can't be reached on its socket \(path): \(error)"
        }
        let hint =
            switch code {
            case 13: "only root may use the socket: run with sudo, or use --master-url and a token"
            case 2:
                "is pigeon-master running on this host? `systemctl status pigeon-master`; another one is given "
                    + "with -c or --master-url"
            default: "is pigeon-master running on this host? `systemctl status pigeon-master`"
            }
        return "the master can't be reached on its socket \(path): \(reason)\n  hint: \(hint)"
    }
}
