package import Values

/// What can go wrong while HAProxy is configured or driven. Each case carries what is needed to act on it.
package enum HAProxyError: Error, Sendable, Hashable {
    /// There is no socket at the path: HAProxy does not run, or its configuration names another path.
    case socketMissing(path: String)
    /// A socket file is there and nobody listens: HAProxy has died or is starting.
    case connectionRefused(address: String)
    case permissionDenied(path: String, action: String)
    /// HAProxy answered, and the answer says no. `answer` is its own text.
    case commandRefused(command: String, answer: String)
    case deadlineExceeded(action: String, address: String)
    case connectionBroken(address: String, reason: String)
    /// An answer that this version of the client cannot read.
    case unreadableAnswer(command: String, line: String)
    /// The pillar, a registered application or the generated file is wrong; `haproxy -c` errors are here too.
    case configurationInvalid([Diagnostic])
    case fileFailed(path: String, action: String, reason: String)
    case programFailed(program: String, reason: String)
    /// HAProxy was expected to run and does not.
    case notRunning(masterSocket: String)
    /// HAProxy runs and can't be talked to: the file of its socket is gone.
    case socketLost(path: String, process: Int)
    /// A reload did not lead to a new worker; the old file is back in place when `restored`.
    case reloadFailed(reason: String, restored: Bool)
    /// A map names a backend that the running HAProxy does not have.
    case backendMissing(name: String, known: [String])
    /// There are more servers than slots; more slots need a reload.
    case slotsExhausted(backend: String, needed: Int, slots: Int)
    /// A server that was to receive traffic did not pass its probe.
    case serverUnhealthy(server: String, reason: String)
    /// A switch was not read back as written; the old values are back when `restored`.
    case switchFailed(reason: String, restored: Bool)
    case cancelled(action: String)
}

extension HAProxyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .socketMissing(let path):
            "HAProxy has no socket at \(path); start HAProxy, or correct the path in the minion's haproxy settings"
        case .connectionRefused(let address):
            "nobody listens on \(address); HAProxy is not running or is just starting"
        case .permissionDenied(let path, let action):
            "permission denied: \(action) \(path); run as root or as a member of the socket's group"
        case .commandRefused(let command, let answer):
            "HAProxy refused '\(command)': \(answer)"
        case .deadlineExceeded(let action, let address):
            "no answer from \(address) in time: \(action)"
        case .connectionBroken(let address, let reason):
            "the connection to \(address) broke: \(reason)"
        case .unreadableAnswer(let command, let line):
            "the answer to '\(command)' is not understood: \(line)"
        case .configurationInvalid(let diagnostics):
            diagnostics.map(\.description).joined(separator: "\n")
        case .fileFailed(let path, let action, let reason):
            "could not \(action) \(path): \(reason)"
        case .programFailed(let program, let reason):
            "\(program) failed: \(reason)"
        case .notRunning(let socket):
            "HAProxy is not running (no master answers on \(socket)); start it with 'systemctl start haproxy'"
        case .socketLost(let path, let process):
            "HAProxy runs (process \(process)) and serves, but its socket \(path) is gone, so it can't be told anything; "
                + "restart it: systemctl restart haproxy"
        case .reloadFailed(let reason, let restored):
            "the reload failed, the old worker goes on serving: \(reason)"
                + (restored ? "; the old configuration file is back in place" : "")
        case .backendMissing(let name, let known):
            "the running HAProxy has no backend '\(name)' (it has: \(known.joined(separator: ", "))); "
                + "apply the HAProxy configuration first"
        case .slotsExhausted(let backend, let needed, let slots):
            "backend '\(backend)' has \(slots) server slots and needs \(needed) while new servers take over; "
                + "raise the number of slots and apply the configuration"
        case .serverUnhealthy(let server, let reason):
            "\(server) is not healthy: \(reason)"
        case .switchFailed(let reason, let restored):
            "the switch failed: \(reason); "
                + (restored ? "the old values are back" : "the old values could NOT be put back, look at the map now")
        case .cancelled(let action):
            "cancelled: \(action)"
        }
    }
}
