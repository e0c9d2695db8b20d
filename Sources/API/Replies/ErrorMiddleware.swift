import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns whatever a route throws into its answer, and logs what is the master's own fault.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
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
