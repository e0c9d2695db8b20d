package import Model

/// Why somebody is not let in.
package enum AccessRefusal: Error, Sendable, Hashable {
    case notLoggedIn
    /// Wrong user, password or way to log in: which of them is not told to the one who tries.
    case badCredentials
    case tooManyAttempts(seconds: Int)
    case clientDisabled(LowstateClient)
    case notPermitted(user: String, function: String, target: String?)

    /// HTTP status. Like Salt, a missing permission is 401, a client that is not enabled 400.
    package var status: Int {
        switch self {
        case .notLoggedIn, .badCredentials, .notPermitted: 401
        case .tooManyAttempts: 403
        case .clientDisabled: 400
        }
    }

    package var message: String {
        switch self {
        case .notLoggedIn: "No valid token was given"
        case .badCredentials: "Could not authenticate using provided credentials"
        case .tooManyAttempts(let seconds): "Too many failed logins; try again in \(seconds) s"
        case .clientDisabled(let client): "Client disabled: '\(client.rawValue)'"
        case .notPermitted(let user, let function, let target):
            "User '\(user)' is not permitted to execute '\(function)'\(target.map { " on '\($0)'" } ?? "")"
        }
    }

    package var hint: String? {
        switch self {
        case .notLoggedIn: "log in with POST /login and send the token as X-Auth-Token"
        case .badCredentials, .tooManyAttempts: nil
        case .clientDisabled: "netapi_enable_clients in the master's configuration says which clients there are"
        case .notPermitted: "external_auth in the master's configuration says who may do what"
        }
    }
}

extension AccessRefusal: CustomStringConvertible {
    package var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }
}
