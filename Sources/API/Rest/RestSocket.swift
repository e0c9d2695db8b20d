import ControlPlane
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The REST API on the master's own Unix socket, for the CLI on the same host: root, with no login.
///
/// The socket has mode 0600. Between its creation and the change of its mode the process's umask decides, so the
/// process should run with one that leaves nothing to others.
package struct RestSocket: Service, CustomStringConvertible {
    /// A CLI may send a pillar of any sensible size.
    private static let bodyLimit = 16 << 20

    private let path: String
    private let operations: any RestOperations
    private let logger: Logger
    private let pages: RestPages
    private let onBound: @Sendable () async -> Void

    /// - Parameter path: at most 107 bytes; the system has no room for more.
    package init(
        path: String, operations: any RestOperations, logger: Logger,
        pages: RestPages = RestPages(),
        onBound: @escaping @Sendable () async -> Void = {}
    ) {
        self.path = path
        self.operations = operations
        self.logger = logger
        self.pages = pages
        self.onBound = onBound
    }

    /// For logs, which must not show what is inside.
    package var description: String { "socket" }

    /// - Throws: when the socket can't be made.
    package func run() async throws {
        let routes = RestRoutes(
            operations: operations, door: .localSocket, bodyLimit: Self.bodyLimit, statistics: RequestStatistics(),
            pages: pages)
        let application = Application(
            router: routes.router, server: .streaming(idleTimeout: .seconds(300)),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { channel in
                if chmod(path, 0o600) != 0 {
                    logger.critical(
                        "the master's socket can't be closed to others and is not served",
                        metadata: ["socket.path": "\(path)", "error.message": "\(String(cString: strerror(errno)))"])
                    channel.close(promise: nil)
                }
                await onBound()
            },
            logger: logger)
        try await application.run()
    }
}
