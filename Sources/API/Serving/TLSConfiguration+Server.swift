import Logging
import NIOCore
import NIOSSL
import Values

extension TLSConfiguration {
    /// TLS for a server whose certificate can change while it runs.
    static func server(_ identity: ServerIdentity, logger: Logger) throws -> TLSConfiguration {
        let presented = PresentedIdentity(identity, logger: logger)
        let (certificate, key) = identity.current()
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        var tls = makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.revealed.utf8), format: .pem)))
        tls.sslContextCallback = { _, promise in promise.succeed(presented.override) }
        // Clients with idle connections don't answer the goodbye, and a stopping server would wait for it.
        tls.shutdownTimeout = .seconds(1)
        return tls
    }
}
