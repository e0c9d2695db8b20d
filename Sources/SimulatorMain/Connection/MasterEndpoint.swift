import Agent
import Model
import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
import Values

/// Opens connections to the master's minion port.
struct MasterEndpoint: Sendable {
    /// The name in the master's certificate.
    static let serverName = "pigeon-master"
    /// A real minion takes three missed heartbeats for a dead connection.
    private static let patience = TimeAmount.seconds(45)
    /// A real minion waits so long for a connection, TLS included, and then tries again later.
    private static let greeting = TimeAmount.seconds(10)

    let address: MasterAddress
    let group: any EventLoopGroup

    /// - Parameters:
    ///   - authority: what the master's certificate has to come from, as PEM; nil for the first contact.
    ///   - credentials: the minion's; nil while it enrols.
    func connect(trusting authority: String?, as credentials: Credentials? = nil) async throws -> MasterSession {
        let tls = try NIOSSLContext(configuration: Self.tls(authority, credentials))
        return try await ClientBootstrap(group: group)
            .connectTimeout(Self.greeting)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: Self.serverName))
                    try pipeline.addHandler(IdleStateHandler(readTimeout: Self.patience))
                    let multiplexer = try pipeline.configureHTTP2Pipeline(
                        mode: .client, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { $0.close() }
                    try pipeline.addHandler(SilenceHandler(greeting: Self.greeting))
                    return MasterSession(channel: channel, multiplexer: multiplexer)
                }
            }
    }

    private static func tls(_ authority: String?, _ credentials: Credentials?) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.applicationProtocols = ["h2"]
        if let authority {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        } else {
            tls.certificateVerification = .none
        }
        if let credentials {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(credentials.certificate.utf8))
            tls.certificateChain = chain.map { .certificate($0) }
            let key = Array(credentials.privateKey.revealed.utf8)
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
        }
        return tls
    }
}

/// Closes a connection on which the master has said nothing for too long.
private final class SilenceHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private let greeting: TimeAmount
    private var deadline: Scheduled<Void>?

    init(greeting: TimeAmount) { self.greeting = greeting }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: greeting) { channel.close(promise: nil) }
    }

    /// The first frame comes as soon as TLS is through.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { heard() }

    func channelInactive(context: ChannelHandlerContext) {
        heard()
        context.fireChannelInactive()
    }

    private func heard() {
        deadline?.cancel()
        deadline = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
