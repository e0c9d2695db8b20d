import Logging
import NIOCore
import NIOSSL
import Synchronization
package import Values

/// The certificate and key that a server shows, asked for anew at each handshake: one that was renewed is shown without
/// a restart.
package struct ServerIdentity: Sendable {
    /// Chain and key as PEM.
    package typealias Current = @Sendable () -> (certificate: String, key: Secret)

    let current: Current

    package init(_ current: @escaping Current) { self.current = current }

    package init(certificate: String, key: Secret) { current = { (certificate, key) } }
}

/// The parsed form of a `ServerIdentity`, parsed again when it has changed.
final class PresentedIdentity: Sendable {
    private struct Parsed {
        var certificate: String
        var override: NIOSSLContextConfigurationOverride
    }

    private let identity: ServerIdentity
    private let logger: Logger
    private let parsed: Mutex<Parsed>

    init(_ identity: ServerIdentity, logger: Logger) {
        self.identity = identity
        self.logger = logger
        parsed = Mutex(Parsed(certificate: identity.current().certificate, override: .noChanges))
    }

    /// What differs from the server's configuration, which has the first certificate.
    var override: NIOSSLContextConfigurationOverride {
        let (certificate, key) = identity.current()
        return parsed.withLock { parsed in
            guard parsed.certificate != certificate else { return parsed.override }
            do {
                parsed.override = try Self.override(certificate, key)
            } catch {
                logger.error(
                    "a renewed certificate can't be shown, the one before is", metadata: ["error.message": "\(error)"])
            }
            parsed.certificate = certificate
            return parsed.override
        }
    }

    private static func override(_ certificate: String, _ key: Secret) throws -> NIOSSLContextConfigurationOverride {
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
        override.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.revealed.utf8), format: .pem))
        return override
    }
}
