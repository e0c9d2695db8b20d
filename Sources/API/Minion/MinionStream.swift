import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore
import Values

/// `GET /v1/jobs`: lines of JSON for one minion, as long as both sides live.
///
/// There is one for each minion, all the time, so what it keeps counts ten thousand times: it goes past the router, whose
/// calls would stay on the task's stack, and has neither a task nor a buffer of its own.
struct MinionStream: Sendable {
    let operations: any MinionOperations
    let authorisation: MinionAuthorisation
    let roster: StreamRoster
    let logger: Logger

    func isAskedFor(by request: Request) -> Bool { request.method == .get && request.uri.path == "/v1/jobs" }

    /// - Parameters:
    ///   - connection: that of the request; its certificate tells which minion it is.
    ///   - channel: the request's own.
    func serve(
        _ connection: MinionConnectionHandler.Connection, on channel: any Channel, _ writer: consuming ResponseWriter
    ) async throws {
        let line: MinionConnection
        do {
            line = try await apart { try await open(connection) }
        } catch {
            let response = refusal(error)
            return try await writer.write(response: response.head, body: response.body)
        }
        var body: any ResponseBodyWriter = try await writer.writeHead(Self.head)
        await hold(line, on: channel, writer: &body)
        try await body.finish(nil)
    }

    private static let head = HTTPResponse(
        status: .ok, headerFields: [.contentType: "application/x-ndjson", .cacheControl: "no-cache"])

    private func open(_ connection: MinionConnectionHandler.Connection) async throws -> MinionConnection {
        let minion = try await authorisation.minion(on: connection, logger).id
        await dropWhenUnacknowledged(connection.channel)
        let line = try await operations.connect(minion)
        logger.info("a minion is connected", metadata: ["minion.id": "\(minion)"])
        return line
    }

    /// Sends the lines until they end: the client is gone, another connection took over, the server stops.
    private func hold(_ line: MinionConnection, on channel: any Channel, writer: inout any ResponseBodyWriter) async {
        do {
            let closing = try await channel.pipeline.handler(type: InboundCloseHandler.self).get()
            let place = enter(line, closing)
            defer { leave(place, closing) }
            try await writer.write(greeting())
            for await bytes in line.lines.map({ Self.bytes(of: $0) }) { try await writer.write(bytes) }
        } catch {
            note(error)
        }
        await line.close()
    }

    // What follows is not inlined, so that its variables are on the thread's stack and not in the task's memory.

    @inline(never)
    private func enter(_ line: MinionConnection, _ closing: InboundCloseHandler) -> StreamRoster.Place {
        closing.whenClosed { line.end() }
        return roster.enter(line)
    }

    @inline(never)
    private func leave(_ place: StreamRoster.Place, _ closing: InboundCloseHandler) {
        roster.leave(place)
        closing.forgetListener()
    }

    @inline(never)
    private func greeting() -> ByteBuffer {
        Self.bytes(of: .hello(heartbeat: Int(roster.heartbeat.components.seconds)))
    }

    @inline(never)
    private static func bytes(of line: MinionLine) -> ByteBuffer { ByteBuffer(string: JSON.write(line.value) + "\n") }

    @inline(never)
    private func note(_ error: any Error) {
        logger.debug("a minion's stream broke off", metadata: ["error.message": "\(error)"])
    }

    @inline(never)
    private func refusal(_ error: any Error) -> Response {
        let reply = ErrorReply(error)
        if reply.isInternal {
            logger.error("a minion could not be connected", metadata: ["error.message": "\(error)"])
        }
        return reply.response
    }

    /// Ends the connection when the other side has not acknowledged what was sent for so long: a host that lost its
    /// power says no goodbye, and TCP alone would wait a quarter of an hour.
    private func dropWhenUnacknowledged(_ channel: any Channel) async {
        let option = ChannelOptions.Types.SocketOption(
            level: .tcp, name: NIOBSDSocket.Option(rawValue: UserTimeout.optionName))
        let limit = roster.heartbeat * 3
        do {
            try await channel.setOption(option, value: SocketOptionValue(limit.seconds * 1000)).get()
        } catch {
            logger.debug("the user timeout of a connection was not set", metadata: ["error.message": "\(error)"])
        }
    }
}

/// `TCP_USER_TIMEOUT` of Linux (tcp(7)), in milliseconds.
private enum UserTimeout {
    static let optionName: CInt = 18
}
