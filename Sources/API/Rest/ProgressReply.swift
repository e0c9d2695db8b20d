import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore
import Values

/// An answer that may take its time. With `Accept: application/x-ndjson` it is a stream of JSON objects, one a line:
/// `{"event": {"tag", "data"}}` while the work goes on, at the end the result, or `{"error", "hint", "status"}`.
///
/// A stream's status is 200 whatever comes of the work; otherwise `status` reads it from the result.
/// Work that has begun is finished, whether or not the client stays.
struct ProgressReply {
    private let request: Request
    private let channel: any Channel

    init(_ request: Request, _ context: RestContext) {
        self.request = request
        channel = context.channel
    }

    func response(
        status: @Sendable (Value) -> HTTPResponse.Status = { _ in .ok },
        _ work: @escaping @Sendable (@escaping RestOperations.Progress) async throws -> Value
    ) async throws -> Response {
        guard isStreamed else {
            let result = try await work { _ in }
            return try Reply.negotiated(result, for: request, status: status(result))
        }
        return OutboundStream(on: channel, whenAbandoned: .finishesWork) { outlet in
            do {
                let result = try await work { event in outlet.send(["event": event.value]) }
                outlet.send(result)
            } catch {
                outlet.send(.map(ErrorReply(error).body))
            }
        }.response(type: "application/x-ndjson")
    }

    private var isStreamed: Bool { request.headers[.accept]?.contains("application/x-ndjson") ?? false }
}

extension OutboundStream.Outlet {
    fileprivate func send(_ value: Value) { send(JSON.write(value) + "\n") }
}
