import CurlTransport

/// Why the engine did not do what was asked.
package enum DockerError: Error, Sendable, Equatable {
    package enum Kind: String, Sendable {
        case container, network, image, volume, engine
        /// A process that is run in a container.
        case exec
    }

    /// Nothing was sent: no engine behind the socket, or no permission. `hint` says what to do.
    case engineUnreachable(socket: String, reason: String, hint: String?)
    case notFound(kind: Kind, name: String, message: String)
    /// The name is taken, the thing is in use, or it is in a state that does not allow the operation.
    case conflict(kind: Kind, name: String, message: String)
    /// Any other refusal: the status and the engine's words.
    case refused(status: Int, message: String, request: String)
    /// The registry's or the engine's words from inside the progress stream.
    case pullFailed(image: String, reason: String)
    case loadFailed(source: String, reason: String)
    case timedOut(what: String, after: Duration)
    /// The connection broke: the engine may have done it.
    case interrupted(request: String, reason: String)
    /// The answer is not what the Engine API promises.
    case unexpectedAnswer(request: String, reason: String)
    /// `docker.url` is not an address.
    case invalidAddress(String)
    case cancelled
}

extension DockerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .engineUnreachable(let socket, let reason, let hint):
            "can't reach the Docker engine at \(socket): \(reason)" + (hint.map { "; \($0)" } ?? "")
        case .notFound(let kind, let name, let message):
            "no such \(kind.rawValue) '\(name)' (the engine says: \(message))"
        case .conflict(let kind, let name, let message): "\(kind.rawValue) '\(name)': \(message)"
        case .refused(let status, let message, let request):
            "the Docker engine refused \(request) (\(status)): \(message)"
        case .pullFailed(let image, let reason): "can't pull image '\(image)': \(reason)"
        case .loadFailed(let source, let reason): "can't load an image from \(source): \(reason)"
        case .timedOut(let what, let limit): "the Docker engine: timed out \(what) after \(limit)"
        case .interrupted(let request, let reason): "\(request): \(reason); the engine may have carried it out"
        case .unexpectedAnswer(let request, let reason):
            "unexpected answer of the Docker engine to \(request): \(reason)"
        case .invalidAddress(let text):
            "'\(text)' is not the address of a Docker engine; use unix:///var/run/docker.sock or tcp://host:port"
        case .cancelled: "cancelled"
        }
    }
}

extension DockerError {
    /// What a failure of the transport means for `request` to the engine at `address`.
    init(_ error: TransportError, request: String) {
        switch error {
        case .unreachable(let target, let systemError, let reason):
            self = .engineUnreachable(socket: target, reason: reason, hint: Self.hint(for: systemError))
        case .timedOut(_, let limit): self = .timedOut(what: request, after: limit)
        case .cancelled: self = .cancelled
        case .connectionLost(_, let reason): self = .interrupted(request: request, reason: reason)
        case .tls(let target, let reason): self = .engineUnreachable(socket: target, reason: reason, hint: nil)
        case .tooLarge, .other: self = .unexpectedAnswer(request: request, reason: error.description)
        }
    }
}
