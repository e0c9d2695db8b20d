package import Logging
package import Values

/// Who may do what through the REST API: logins, tokens, permissions.
///
/// Tokens live in memory, by their digest: a restart of the master logs everybody out.
package actor AccessControl {
    private struct Entry {
        let principal: Principal
        let expires: Int64
    }

    let configuration: AccessConfiguration
    private let digests: Digests
    private let clock: WallClock
    private let logger: Logger
    private var throttle = LoginThrottle()
    private var tokens: [String: Entry] = [:]

    package init(configuration: AccessConfiguration, digests: Digests, clock: WallClock, logger: Logger) {
        self.configuration = configuration
        self.digests = digests
        self.clock = clock
        self.logger = logger
    }

    /// `POST /login`: checks the credentials and makes a token.
    ///
    /// - Parameters:
    ///   - credentials: `username`, `eauth` and `password` (or the field that the eauth asks for).
    ///   - address: of the caller, for the throttle and the log.
    package func login(_ credentials: ValueMap, from address: String) async throws(AccessRefusal) -> Session {
        let principal = try await authenticate(credentials, from: address)
        let token = Self.newToken()
        let start = clock.now
        let expires = start + Int64(configuration.lifetime.seconds * 1e6)
        tokens = tokens.filter { $0.value.expires > start }
        tokens[digests.hexadecimal(.sha256, token)] = Entry(principal: principal, expires: expires)
        logger.info("login", metadata: Self.metadata(principal.user, principal.eauth, address))
        return Session(token: Secret(token), principal: principal, start: start, expires: expires)
    }

    /// Checks credentials without making a token: a chunk of `POST /run`.
    package func authenticate(
        _ credentials: ValueMap, from address: String
    ) async throws(AccessRefusal) -> Principal {
        let user = credentials["username"]?.scalarText ?? ""
        let eauth = credentials["eauth"]?.string ?? ""
        let caller = "\(user)\n\(address)"
        if let seconds = throttle.begin(caller, at: clock.now) { throw .tooManyAttempts(seconds: seconds) }
        let isAuthentic = await isAuthentic(user: user, eauth: eauth, credentials)
        throttle.ended(caller, succeeded: isAuthentic)
        guard isAuthentic else {
            logger.warning("failed login", metadata: Self.metadata(user, eauth, address))
            throw .badCredentials
        }
        let permissions = configuration.permissions(of: user, eauth: eauth)
        return Principal(user: user, eauth: eauth, permissions: permissions)
    }

    /// The principal of a token, or nil when there is none or it has expired.
    package func principal(token: Secret) -> Principal? {
        let digest = digests.hexadecimal(.sha256, token.revealed)
        guard let entry = tokens[digest] else { return nil }
        guard entry.expires > clock.now else {
            tokens[digest] = nil
            return nil
        }
        return entry.principal
    }

    /// How long a token still lives; nil for an unknown one or one that has ended.
    package func remainingLifetime(of token: Secret) -> Duration? {
        guard let entry = tokens[digests.hexadecimal(.sha256, token.revealed)] else { return nil }
        let left = entry.expires - clock.now
        return left > 0 ? .microseconds(left) : nil
    }

    package func logout(_ token: Secret) { tokens[digests.hexadecimal(.sha256, token.revealed)] = nil }

    private func isAuthentic(user: String, eauth: String, _ credentials: ValueMap) async -> Bool {
        guard !user.isEmpty, let backend = configuration.backends[eauth] else { return false }
        guard let secret = backend.secretFields.lazy.compactMap({ credentials[$0]?.scalarText }).first else {
            return false
        }
        do {
            return try await backend.accepts(user: user, secret: Secret(secret))
        } catch {
            logger.error(
                "an eauth backend failed", metadata: ["access.eauth": "\(eauth)", "error.message": "\(error)"])
            return false
        }
    }

    private static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<40).map { _ in String(Int.random(in: 0..<16, using: &generator), radix: 16) }.joined()
    }

    private static func metadata(_ user: String, _ eauth: String, _ address: String) -> Logger.Metadata {
        ["access.user": "\(user.prefix(128))", "access.eauth": "\(eauth.prefix(32))", "client.address": "\(address)"]
    }
}
