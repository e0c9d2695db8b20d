package import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Values

/// The port that minions dial: HTTP over TLS 1.3, with the minion's certificate once it has one.
///
/// A graceful shutdown ends the streams; minions reconnect to whoever serves next.
package struct MinionPort: Service, CustomStringConvertible {
    /// Where to listen and with what certificate.
    package struct Options: Sendable {
        package var host: String
        /// 0 takes any free port; `onBound` tells which.
        package var port: Int
        package var identity: ServerIdentity
        /// The authority that minions' certificates come from, as PEM.
        package var authority: String
        package var heartbeat: Duration
        /// How long a connection may stay without a whole request.
        package var idleTimeout: Duration
        /// How long a client has from TCP's first packet to the end of its first request's head.
        package var greetingTimeout = Duration.seconds(30)
        /// In so much time a body must bring 4 KiB, or its end.
        package var bodyTimeout = Duration.seconds(30)
        /// Enrolments from one address: so many at once, and so many a second.
        package var enrolmentsPerAddress = (burst: 400.0, perSecond: 20.0)
        /// Enrolments from all addresses.
        package var enrolments = (burst: 5000.0, perSecond: 500.0)
        /// Connections at a time from one address.
        package var connectionsPerAddress = 1000
        /// Connections at a time from all addresses.
        package var connections = 20_000
        /// Connections at a time that are before the end of their first request's head; more wait to be accepted.
        package var greetings = 256

        package init(
            host: String, port: Int, identity: ServerIdentity, authority: String, heartbeat: Duration = .seconds(15),
            idleTimeout: Duration = .seconds(300)
        ) {
            self.host = host
            self.port = port
            self.identity = identity
            self.authority = authority
            self.heartbeat = heartbeat
            self.idleTimeout = idleTimeout
        }
    }

    private let options: Options
    private let operations: any MinionOperations
    private let clock: WallClock
    private let identify: @Sendable ([UInt8]) throws -> PeerIdentity
    private let onBound: @Sendable (Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - clock: what minions take the time from.
    ///   - identify: reads who a certificate (DER) is for.
    ///   - onBound: hears the port when the socket listens.
    package init(
        options: Options, operations: any MinionOperations, clock: WallClock,
        identify: @escaping @Sendable ([UInt8]) throws -> PeerIdentity, logger: Logger,
        onBound: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.options = options
        self.operations = operations
        self.clock = clock
        self.identify = identify
        self.logger = logger
        self.onBound = onBound
    }

    /// For logs, which must not show what is inside.
    package var description: String { "minion-port" }

    /// - Throws: when the certificate can't be used or the port can't be had.
    package func run() async throws {
        let (address, all) = (options.enrolmentsPerAddress, options.enrolments)
        let roster = StreamRoster(heartbeat: options.heartbeat, clock: clock)
        let authorisation = MinionAuthorisation(operations: operations, identify: identify)
        let stream = MinionStream(
            operations: operations, authorisation: authorisation, roster: roster, logger: logger)
        let routes = MinionRoutes(
            operations: operations, authorisation: authorisation,
            throttle: EnrolmentThrottle(
                perAddress: EnrolmentThrottle.Rate(burst: address.burst, perSecond: address.perSecond),
                overall: EnrolmentThrottle.Rate(burst: all.burst, perSecond: all.perSecond)),
            authority: options.authority)
        let deadlines = RequestDeadlines.Limits(
            greeting: TimeAmount(options.greetingTimeout), pace: (4096, TimeAmount(options.bodyTimeout)))
        let limits = ConnectionLimits(perAddress: options.connectionsPerAddress, overall: options.connections)
        let gate = GreetingGate(width: options.greetings)
        let application = Application(
            router: routes.router,
            server: try server(deadlines, limits, gate, stream),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), backlog: 4096,
                availableConnectionsDelegate: gate),
            onServerRunning: { channel in await onBound(channel.localAddress?.port ?? options.port) },
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await roster.run() }
            defer { group.cancelAll() }
            try await withGracefulShutdownHandler {
                try await application.run()
                // Hummingbird waits for connections with HTTP/1.1 only.
                await limits.drained()
            } onGracefulShutdown: {
                roster.close()
            }
        }
    }

    private func server(
        _ deadlines: RequestDeadlines.Limits, _ limits: ConnectionLimits, _ gate: GreetingGate, _ stream: MinionStream
    ) throws -> HTTPServerBuilder {
        let tls = try tls()
        return HTTPServerBuilder { [options] responder in
            try MinionChannel(
                tls: tls,
                configuration: .streaming(idleTimeout: options.idleTimeout, deadlines: deadlines),
                idleTimeout: options.idleTimeout, greeting: TimeAmount(options.greetingTimeout), limits: limits,
                gate: gate, stream: stream, responder: responder)
        }
    }

    private func tls() throws -> TLSConfiguration {
        var tls = try TLSConfiguration.server(options.identity, logger: logger)
        tls.minimumTLSVersion = .tlsv13
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(options.authority.utf8)))
        // A minion that has no certificate yet must be able to enrol on the same port.
        tls.certificateVerification = .optionalVerification
        return tls
    }
}
