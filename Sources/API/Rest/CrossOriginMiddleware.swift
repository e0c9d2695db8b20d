import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Lets pages of other origins use the API with a token in the header. Unlike Salt it does not let them use the cookie:
/// any page could then act in the name of whoever is logged in.
struct CrossOriginMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: RestContext, next: (Request, RestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if request.method == .options {
            response = Response(status: .ok)
            response.headers[.accessControlAllowHeaders] = "Content-Type, X-Auth-Token, X-Requested-With"
            response.headers[.accessControlAllowMethods] = "GET, POST"
        } else {
            response = try await next(request, context)
        }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "GET, POST, X-Auth-Token"
        return response
    }
}
