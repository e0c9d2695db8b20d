import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS

/// A connection of the minion port: TLS, then HTTP/2, on whose one connection a minion has its stream of jobs and brings
/// its returns; or HTTP/1.1 for a client that offers nothing better.
struct MinionChannel: HTTPChannelHandler {
    typealias HTTP1 = HTTP1Channel.Value

    enum Negotiated: Sendable {
        case http1(HTTP1)
        /// Its requests are served as their streams begin.
        case http2
    }

    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    private static let readSize = 4096
    /// So many errors and control frames in half a minute are no accident.
    private static let tolerance = 50
    /// Of resets more are none: libcurl resets the stream of each answer that has no body, as those to what a minion
    /// knows already.
    private static let resetTolerance = 1500
    /// For what is under way when the master stops, and for a client to answer TLS's goodbye.
    private static let grace = TimeAmount.seconds(1)

    private let tls: NIOSSLContext
    private let greeting: TimeAmount
    private let limits: ConnectionLimits
    private let gate: GreetingGate
    private let http1: HTTP1Channel
    private let idleTimeout: Duration
    private let jobs: MinionStream

    var responder: Responder { http1.responder }

    /// - Parameters:
    ///   - configuration: of each connection with HTTP/1.1, and of each stream with HTTP/2.
    ///   - greeting: how long a client has to the end of its first request's head.
    init(
        tls: TLSConfiguration, configuration: HTTP1Channel.Configuration, idleTimeout: Duration, greeting: TimeAmount,
        limits: ConnectionLimits, gate: GreetingGate, stream: MinionStream, responder: @escaping Responder
    ) throws {
        var tls = tls
        tls.applicationProtocols = ["h2", "http/1.1"]
        tls.shutdownTimeout = Self.grace
        self.tls = try NIOSSLContext(configuration: tls)
        self.greeting = greeting
        self.limits = limits
        self.gate = gate
        let greeted: Responder = { request, writer, channel in
            let connection = try await MinionConnectionHandler.find(of: channel)
            if stream.isAsked(by: request.head) {
                try await stream.serve(connection, on: channel, writer)
            } else {
                try await responder(request, writer, channel)
            }
        }
        http1 = HTTP1Channel(responder: greeted, configuration: configuration)
        self.idleTimeout = idleTimeout
        jobs = stream
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard let slot = limits.enter(channel.remoteAddress) else {
            logger.debug(
                "a connection was refused, there are too many",
                metadata: ["network.peer.address": "\(channel.remoteAddress?.ipAddress ?? "unknown")"])
            return channel.eventLoop.makeFailedFuture(ConnectionLimits.Exceeded())
        }
        channel.closeFuture.whenComplete { _ in slot.leave() }
        return channel.eventLoop.makeCompletedFuture {
            // The buffer that was read into is kept for the next time.
            try channel.syncOptions?.setOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readSize))
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: tls))
            try pipeline.addHandler(SnugReadHandler())
            let connection = MinionConnectionHandler(greeting: greeting, gate: gate, listener: channel.parent)
            try pipeline.addHandler(connection)
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                switch result {
                case .negotiated("h2"): return startHTTP2(on: channel, connection, logger)
                default:
                    // From here on `RequestDeadlines` counts.
                    connection.greeted()
                    return http1.setup(channel: channel, logger: logger).map { .http1($0) }
                }
            }
            try pipeline.addHandler(negotiation)
            return Value(negotiated: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            // A task that did nothing but wait for the end would cost 3 KiB.
            case .http2: break
            }
        } catch {
            logger.debug("a connection ended before its first request", metadata: ["error.message": "\(error)"])
        }
    }

    /// Not Hummingbird's own, which has a task and three queues more for each connection, and room for two hundred of
    /// each mistake that a client can make.
    private func startHTTP2(
        on channel: any Channel, _ whole: MinionConnectionHandler, _ logger: Logger
    ) -> EventLoopFuture<Negotiated> {
        channel.eventLoop.makeCompletedFuture {
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            whole.end(after: Self.grace)
            let keeper = NIOHTTP2ServerConnectionManagementHandler(
                eventLoop: channel.eventLoop,
                configuration: .init(
                    maxIdleTime: TimeAmount(idleTimeout), maxAge: nil, maxGraceTime: Self.grace, keepalive: nil))
            var connection = NIOHTTP2Handler.ConnectionConfiguration()
            connection.controlFrameRateLimit.maximumCount = Self.tolerance
            var streams = NIOHTTP2Handler.StreamConfiguration()
            streams.streamResetFrameRateLimit.maximumCount = Self.resetTolerance
            streams.streamErrorRateLimit.maximumCount = Self.tolerance
            let handler = NIOHTTP2Handler(
                mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: connection,
                streamConfiguration: streams, streamDelegate: keeper.http2StreamDelegate
            ) { stream in
                whole.greeted()
                return start(stream, of: (channel, whole), logger)
            }
            let pulse = PulseHandler {
                logger.warning(
                    "a minion answers no heartbeat, though its host does: its connection is closed",
                    metadata: ["minion.id": "\(whole.minion ?? "unknown")"])
            }
            try channel.pipeline.syncOperations.addHandlers([FarewellHandler(), handler, pulse, keeper])
            return .http2
        }
    }

    /// One request.
    private func start(
        _ stream: any Channel, of connection: MinionConnectionHandler.Connection, _ logger: Logger
    ) -> EventLoopFuture<Void> {
        stream.eventLoop.makeCompletedFuture {
            let pipeline = stream.pipeline.syncOperations
            try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
            let choice = RequestSwitch { head in
                if jobs.isAsked(by: head) {
                    try pipeline.addHandler(MinionStreamHandler(jobs, on: connection))
                } else {
                    try answer(on: stream, logger)
                }
            }
            try pipeline.addHandler(choice)
        }
    }

    private func answer(on stream: any Channel, _ logger: Logger) throws {
        let pipeline = stream.pipeline.syncOperations
        try pipeline.addHandlers(http1.configuration.additionalChannelHandlers())
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: idleTimeout, logger: logger))
        let request = try HTTP1(wrappingChannelSynchronously: stream)
        Task { await http1.handle(value: request, logger: logger) }
    }
}
