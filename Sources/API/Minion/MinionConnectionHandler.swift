import ControlPlane
import NIOCore
import NIOSSL
import Synchronization

/// What belongs to a connection of the minion port as a whole, whatever number of streams it carries: the deadline of
/// its first request, who is at the other end, and that it ends when the master stops.
final class MinionConnectionHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    typealias Connection = (channel: any Channel, handler: MinionConnectionHandler)

    /// For so long a connection counts as greeting: who does not go on must not hold up the others.
    private static let patience = TimeAmount.milliseconds(500)

    private enum Stage { case greeting, settled, closed }

    private struct State {
        var stage = Stage.greeting
        var deadline: Scheduled<Void>?
        var patience: Scheduled<Void>?
        var peer: PeerIdentity?
        var grace: TimeAmount?
    }

    private let greeting: TimeAmount
    private let gate: GreetingGate
    /// The listening socket's.
    private let listener: (any Channel)?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - greeting: how long a client has to the end of its first request's head.
    ///   - gate: what counts those that are not so far.
    init(greeting: TimeAmount, gate: GreetingGate, listener: (any Channel)?) {
        self.greeting = greeting
        self.gate = gate
        self.listener = listener
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let deadline = context.eventLoop.scheduleTask(in: greeting) { channel.close(promise: nil) }
        let patience = context.eventLoop.scheduleTask(in: Self.patience) { self.settle() }
        state.withLock { state in
            state.deadline = deadline
            state.patience = patience
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { close() }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        context.fireChannelInactive()
    }

    private func close() {
        greeted()
        let isFirst = state.withLock { state in
            defer { state.stage = .closed }
            return state.stage != .closed
        }
        if isFirst { gate.leave() }
    }

    private func settle() {
        let isFirst = state.withLock { state in
            guard state.stage == .greeting else { return false }
            state.stage = .settled
            return true
        }
        if isFirst { gate.settle(listener) }
    }

    /// The connection is closed so long after the master began to stop, whatever the client does: one that has nothing to
    /// ask, as libcurl then, does not even read that it shall go.
    func end(after grace: TimeAmount) { state.withLock { $0.grace = grace } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, let grace = state.withLock({ $0.grace }) {
            let channel = context.channel
            context.eventLoop.scheduleTask(in: grace) { channel.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// A request came.
    func greeted() {
        let (deadline, patience) = state.withLock { state in
            defer { (state.deadline, state.patience) = (nil, nil) }
            return (state.deadline, state.patience)
        }
        deadline?.cancel()
        patience?.cancel()
        settle()
    }

    /// The name in the connection's certificate, once that was read.
    var minion: String? { state.withLock { $0.peer?.commonName } }

    /// Who the certificate of the connection is for, read once: TLS 1.3 has no way to show another one later.
    func peer(
        _ channel: any Channel, _ identify: @Sendable ([UInt8]) throws -> PeerIdentity
    ) async throws -> PeerIdentity? {
        if let known = state.withLock({ $0.peer }) { return known }
        guard let certificate = try await channel.nioSSL_peerCertificate().get() else { return nil }
        let peer = try identify(try certificate.toDERBytes())
        state.withLock { $0.peer = peer }
        return peer
    }
}

extension MinionConnectionHandler {
    /// That of the connection which a request came on; with HTTP/2 the connection is the parent of the request's channel.
    static func find(of channel: any Channel) async throws -> Connection {
        if let parent = channel.parent {
            do {
                return (parent, try await parent.pipeline.handler(type: MinionConnectionHandler.self).get())
            } catch ChannelPipelineError.notFound {
                // The parent is the listening socket: HTTP/1.1.
            }
        }
        return (channel, try await channel.pipeline.handler(type: MinionConnectionHandler.self).get())
    }
}

extension MinionContext {
    /// The connection that the request came on, with what is known of it as a whole.
    var connection: MinionConnectionHandler.Connection {
        get async throws { try await MinionConnectionHandler.find(of: channel) }
    }
}
