import ControlPlane
import HTTPTypes
import Hummingbird
import Values

extension RestRoutes {
    func addSessions(to router: Router<RestContext>) {
        router.get("login") { _, _ in
            Reply.json(
                ["status": nil, "return": "Please log in"], headers: [.wwwAuthenticate: "Session"])
        }
        router.post("login") { request, context in
            let credentials = try Lowstate.map(try await content(request).content())
            let session = try await operations.access.login(credentials, from: context.address)
            let seconds = (session.expires - session.start) / 1_000_000
            var cookie = "session_id=\(session.token.revealed); Max-Age=\(seconds); Path=/; HttpOnly; SameSite=Strict"
            if case .network(isEncrypted: true) = door { cookie += "; Secure" }
            return try Reply.negotiated(
                ["return": [session.value]], for: request,
                headers: [.authToken: session.token.revealed, .setCookie: cookie])
        }
        router.post("token") { request, context in
            let credentials = try Lowstate.chunks(try await content(request).content())
            var tokens: [Value] = []
            for credentials in credentials { tokens.append(try await runToken(credentials, context)) }
            return try Reply.negotiated(.list(tokens), for: request)
        }
        router.post("logout") { request, _ in
            _ = try await principal(request)
            if let token = Door.token(in: request) { await operations.access.logout(token) }
            return try Reply.negotiated(
                ["return": "Your token has been cleared"], for: request,
                headers: [.setCookie: "session_id=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict"])
        }
    }

    /// A token for `POST /run`, in the shape that Salt gives: for those who may call the runner `auth.mk_token`.
    private func runToken(_ credentials: ValueMap, _ context: RestContext) async throws -> Value {
        let session = try await operations.access.login(credentials, from: context.address)
        do {
            let chunk: ValueMap = ["client": "runner", "fun": "auth.mk_token"]
            try await operations.access.check(chunk, as: session.principal) { _ in [] }
        } catch {
            await operations.access.logout(session.token)
            throw error
        }
        let value = session.value
        return [
            "start": value["start"] ?? .null, "token": .string(session.token.revealed),
            "expire": value["expire"] ?? .null, "name": .string(session.principal.user),
            "eauth": .string(session.principal.eauth),
        ]
    }
}
