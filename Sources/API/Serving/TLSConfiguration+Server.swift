import NIOCore
import NIOSSL
import Values

extension TLSConfiguration {
    /// TLS for a server with its chain and key as PEM.
    static func server(certificate: String, key: Secret) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(key.revealed.utf8), format: .pem)
        var tls = makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // Clients with idle connections don't answer the goodbye, and a stopping server would wait for it.
        tls.shutdownTimeout = .seconds(1)
        return tls
    }
}
