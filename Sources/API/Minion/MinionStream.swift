import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore
import Values

/// `GET /v1/jobs`: lines of JSON for one minion, as long as both sides live. Goes past the router.
struct MinionStream: Sendable {
    static let head = HTTPResponse(
        status: .ok, headerFields: [.contentType: "application/x-ndjson", .cacheControl: "no-cache"])

    let operations: any MinionOperations
    let authorisation: MinionAuthorisation
    let roster: StreamRoster
    let logger: Logger

    func isAsked(by head: HTTPRequest) -> Bool {
        head.method == .get && head.path?.prefix { $0 != "?" } == "/v1/jobs"
    }

    /// The first line.
    var greeting: ByteBuffer { Self.bytes(of: .hello(heartbeat: Int(roster.heartbeat.components.seconds))) }

    static func bytes(of line: MinionLine) -> ByteBuffer { ByteBuffer(string: JSON.write(line.value) + "\n") }

    /// - Parameter connection: its certificate tells which minion it is.
    func open(_ connection: MinionConnectionHandler.Connection) async throws -> MinionConnection {
        let minion = try await authorisation.minion(on: connection, logger).id
        await dropWhenUnacknowledged(connection.channel)
        let line = try await operations.connect(minion)
        logger.info("a minion is connected", metadata: ["minion.id": "\(minion)"])
        return line
    }

    func refusal(_ error: any Error) -> (head: HTTPResponse, body: ByteBuffer) {
        let reply = ErrorReply(error)
        if reply.isInternal {
            logger.error("a minion could not be connected", metadata: ["error.message": "\(error)"])
        }
        var headers = reply.headers
        headers[.contentType] = "application/json"
        let head = HTTPResponse(status: reply.status, headerFields: headers)
        return (head, ByteBuffer(string: JSON.write(.map(reply.body)) + "\n"))
    }

    /// The stream for a client of HTTP/1.1; with HTTP/2 it is a `MinionStreamHandler`.
    ///
    /// - Parameters:
    ///   - connection: that of the request.
    ///   - channel: the request's own.
    func serve(
        _ connection: MinionConnectionHandler.Connection, on channel: any Channel, _ writer: consuming ResponseWriter
    ) async throws {
        let line: MinionConnection
        do {
            line = try await open(connection)
        } catch {
            let reply = refusal(error)
            return try await writer.write(response: reply.head, body: ResponseBody(byteBuffer: reply.body))
        }
        var body: any ResponseBodyWriter = try await writer.writeHead(Self.head)
        await hold(line, on: channel, writer: &body)
        try await body.finish(nil)
    }

    /// Sends the lines until they end: the client is gone, another connection took over, the server stops.
    private func hold(_ line: MinionConnection, on channel: any Channel, writer: inout any ResponseBodyWriter) async {
        do {
            let closing = try await channel.pipeline.handler(type: InboundCloseHandler.self).get()
            closing.whenClosed { line.end() }
            let place = roster.enter(line)
            defer {
                roster.leave(place)
                closing.forgetListener()
            }
            try await writer.write(greeting)
            for await line in line.lines { try await writer.write(Self.bytes(of: line)) }
        } catch {
            logger.debug("a minion's stream broke off", metadata: ["error.message": "\(error)"])
        }
        await line.close()
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
