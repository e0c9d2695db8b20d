import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore

/// Lets a request through when the connection's certificate belongs to an accepted key, asked anew for every request:
/// a rejected or deleted key is cut off at once, on open connections too, and in the middle of a request that takes its time.
struct MinionAuthorisation: RouterMiddleware {
    let operations: any MinionOperations
    /// Reads common name and serial number out of a certificate's DER.
    let identify: @Sendable ([UInt8]) throws -> PeerIdentity

    func handle(
        _ request: Request, context: MinionContext, next: (Request, MinionContext) async throws -> Response
    ) async throws -> Response {
        operations.workload.begin()
        defer { operations.workload.end() }
        let connection = try await context.connection
        let logger = context.logger
        var (request, context) = (request, context)
        (context.minion, context.serial) = try await minion(on: connection, logger)
        if ![.get, .head].contains(request.method) {
            let body = WatchedBody(base: request.body) { _ = try await minion(on: connection, logger) }
            request.body = RequestBody(asyncSequence: body)
        }
        return try await next(request, context)
    }

    /// Who is at the other end.
    ///
    /// - Throws: 401 without a certificate, 403 when it is not accepted.
    func minion(
        on connection: MinionConnectionHandler.Connection, _ logger: Logger
    ) async throws -> (id: MinionID, serial: String) {
        guard let identity = try await connection.handler.peer(connection.channel, identify) else {
            throw ReplyFailure(
                .unauthorized, "The request has no client certificate", hint: "enrol first: POST /v1/enrol")
        }
        guard let minion = try await operations.authorise(id: identity.commonName, serial: identity.serial) else {
            logger.notice(
                "a certificate that is no longer accepted was refused",
                metadata: ["minion.id": "\(identity.commonName)", "certificate.serial": "\(identity.serial)"])
            throw ReplyFailure(
                .forbidden, "The key of '\(identity.commonName)' is not accepted",
                hint: "see `pigeon key list` on the master; a minion that was deleted has to enrol again")
        }
        return (minion, identity.serial)
    }
}
