import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Values

/// The way in which a request came, which decides who asks.
enum Door: Sendable {
    /// Over the network: whoever the token belongs to. `isEncrypted` marks the cookie for TLS only.
    case network(isEncrypted: Bool)
    /// On the master's own socket, whose mode lets in root alone: everything is allowed.
    case localSocket

    var isLocal: Bool { if case .localSocket = self { true } else { false } }

    /// - Throws: `AccessRefusal.notLoggedIn` without a valid token.
    func principal(of request: Request, _ access: AccessControl) async throws -> Principal {
        if isLocal { return .localRoot }
        guard let token = Self.token(in: request), let principal = await access.principal(token: token) else {
            throw AccessRefusal.notLoggedIn
        }
        return principal
    }

    /// The token of the header, which wins, or of the cookie.
    static func token(in request: Request) -> Secret? {
        if let token = request.headers[.authToken] { return Secret(token) }
        for cookie in request.headers[values: .cookie].flatMap({ $0.split(separator: ";") }) {
            let parts = cookie.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == "session_id" { return Secret(String(parts[1])) }
        }
        return nil
    }
}

extension HTTPField.Name {
    /// The name is valid, so the other one is never taken; it is the standard's for the same purpose.
    static let authToken = HTTPField.Name("X-Auth-Token") ?? .authorization
}
