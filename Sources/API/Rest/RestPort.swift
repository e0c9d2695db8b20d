import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Values

/// The REST API on the network (`rest_cherrypy`), for callers with a token.
package struct RestPort: Service, CustomStringConvertible {
    /// Where to listen and with what certificate.
    package struct Options: Sendable {
        package var host: String
        /// 0 takes any free port; `onBound` tells which.
        package var port: Int
        /// nil serves plain HTTP (`disable_ssl`).
        package var certificate: ServerIdentity?
        /// Bytes of body that a request may have (`max_request_body_size`).
        package var bodyLimit: Int
        /// How long a connection may stay without a whole request.
        package var idleTimeout: Duration

        package init(
            host: String, port: Int, certificate: ServerIdentity?, bodyLimit: Int = 1 << 20,
            idleTimeout: Duration = .seconds(300)
        ) {
            self.host = host
            self.port = port
            self.certificate = certificate
            self.bodyLimit = bodyLimit
            self.idleTimeout = idleTimeout
        }
    }

    private let options: Options
    private let operations: any RestOperations
    private let logger: Logger
    private let pages: RestPages
    private let onBound: @Sendable (Int) async -> Void

    /// - Parameter onBound: hears the port when the socket listens.
    package init(
        options: Options, operations: any RestOperations, logger: Logger,
        pages: RestPages = RestPages(),
        onBound: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.options = options
        self.operations = operations
        self.logger = logger
        self.pages = pages
        self.onBound = onBound
    }

    /// For logs, which must not show what is inside.
    package var description: String { "rest" }

    /// - Throws: when the certificate can't be used or the port can't be had.
    package func run() async throws {
        let routes = RestRoutes(
            operations: operations, door: .network(isEncrypted: options.certificate != nil),
            bodyLimit: options.bodyLimit, statistics: RequestStatistics(), pages: pages)
        let application = Application(
            router: routes.router, server: try server(),
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in await onBound(channel.localAddress?.port ?? options.port) },
            logger: logger)
        try await application.run()
    }

    private func server() throws -> HTTPServerBuilder {
        guard let certificate = options.certificate else { return .streaming(idleTimeout: options.idleTimeout) }
        var tls = try TLSConfiguration.server(certificate, logger: logger)
        tls.minimumTLSVersion = .tlsv12
        return try .tls(.streaming(idleTimeout: options.idleTimeout), tlsConfiguration: tls)
    }
}
