import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore
import Values

extension RestRoutes {
    func addPages(to router: Router<RestContext>) {
        router.get("/") { request, _ in
            if let dashboard = pages.dashboard, request.headers[.accept]?.contains("text/html") ?? false {
                return Reply.text(dashboard, type: "text/html; charset=utf-8")
            }
            return try Reply.negotiated(["return": "Welcome", "clients": .strings(LowstateClient.names)], for: request)
        }
        router.get("healthz") { _, _ in Reply.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            guard let reason = await pages.unreadiness() else { return Reply.json(["status": "ready"]) }
            return Reply.json(["status": "unready", "reason": .string(reason)], status: .serviceUnavailable)
        }
        router.get("metrics") { _, _ in
            guard let metrics = pages.metrics else { throw ReplyFailure(.notFound, "No metrics are kept") }
            return Reply.text(await metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("openapi.json") { _, _ in Reply.json(OpenAPI.document) }
        router.get("stats") { request, _ in
            _ = try await principal(request)
            return try Reply.negotiated(["return": [.map(statistics.value)]], for: request)
        }
    }
}
