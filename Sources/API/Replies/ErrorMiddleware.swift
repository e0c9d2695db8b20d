import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns whatever a route throws into its answer, and logs what is the master's own fault.
///
/// What answers `HEAD` is as for `GET`, with the length of the body that it leaves out: a client takes what follows the head
/// for the next answer.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response = await answer(request, context, next)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch {
            let reply = ErrorReply(error)
            if reply.isInternal {
                context.logger.error(
                    "a request failed",
                    metadata: [
                        "http.method": "\(request.method)", "http.path": "\(request.uri.path)",
                        "error.message": "\(error)",
                    ])
            }
            return reply.response
        }
    }
}
