import ControlPlane
import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore
import Values

/// `GET /v1/jobs`: lines of JSON for one minion, as long as both sides live.
struct MinionStream {
    let operations: any MinionOperations
    let heartbeat: Duration
    /// Each heartbeat tells the time, so that a minion notices when the master's clock is set.
    let clock: WallClock

    func response(_ context: MinionContext) async throws -> Response {
        let minion = try context.authorisedMinion
        await context.dropWhenUnacknowledged(after: heartbeat * 3)
        let (heartbeat, clock) = (heartbeat, clock)
        let operations = operations
        let logger = context.logger
        return OutboundStream(on: context.channel, whenAbandoned: .cancelsWork) { outlet in
            do {
                let connection = try await operations.connect(minion)
                logger.info("a minion is connected", metadata: ["minion.id": "\(minion)"])
                outlet.send(.hello(heartbeat: Int(heartbeat.components.seconds)))
                await Self.forward(connection, every: heartbeat, clock, to: outlet)
                await connection.close()
                logger.info("a minion is no longer connected", metadata: ["minion.id": "\(minion)"])
            } catch {
                logger.error(
                    "a minion could not be connected",
                    metadata: ["minion.id": "\(minion)", "error.message": "\(error)"])
            }
        }.response(type: "application/x-ndjson")
    }

    /// Until the connection's lines end or the task is cancelled; a heartbeat goes out whatever else does.
    private static func forward(
        _ connection: MinionConnection, every heartbeat: Duration, _ clock: WallClock, to outlet: OutboundStream.Outlet
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await line in connection.lines { outlet.send(line) }
            }
            group.addTask {
                // Ends by cancellation, which is no failure.
                while (try? await Task.sleep(for: heartbeat)) != nil {
                    outlet.send(.heartbeat(sent: clock.now))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}

extension OutboundStream.Outlet {
    fileprivate func send(_ line: MinionLine) { send(JSON.write(line.value) + "\n") }
}

extension MinionContext {
    /// Ends the connection when the other side has not acknowledged what was sent for so long: a host that lost its
    /// power says no goodbye, and TCP alone would wait a quarter of an hour.
    fileprivate func dropWhenUnacknowledged(after limit: Duration) async {
        let option = ChannelOptions.Types.SocketOption(
            level: .tcp, name: NIOBSDSocket.Option(rawValue: UserTimeout.optionName))
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
