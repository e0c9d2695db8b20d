import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore
import Values

/// The paths of the REST API (Salt's rest_cherrypy, and the stacks beside it).
struct RestRoutes: Sendable {
    let operations: any RestOperations
    let door: Door
    /// Bytes of body that a request may have.
    let bodyLimit: Int
    let statistics: RequestStatistics
    /// Why the master can't serve yet, or nil.
    let unreadiness: @Sendable () async -> String?

    var router: Router<RestContext> {
        let router = Router(context: RestContext.self)
        router.add(middleware: StatisticsMiddleware(statistics: statistics))
        if !door.isLocal { router.add(middleware: CrossOriginMiddleware()) }
        router.add(middleware: ErrorMiddleware())
        addWelcome(to: router)
        addSessions(to: router)
        addLowstate(to: router)
        addListings(to: router)
        addStacks(to: router)
        addEvents(to: router)
        return router
    }

    /// - Throws: `AccessRefusal.notLoggedIn`.
    func principal(_ request: Request) async throws -> Principal {
        try await door.principal(of: request, operations.access)
    }

    func content(_ request: Request) async throws -> RequestContent {
        try await RequestContent.read(request, limit: bodyLimit)
    }

    private func addWelcome(to router: Router<RestContext>) {
        router.get("/") { request, _ in
            let clients: [String] = [
                "local", "local_async", "local_batch", "runner", "runner_async", "wheel", "wheel_async",
            ]
            return try Reply.negotiated(["return": "Welcome", "clients": .strings(clients)], for: request)
        }
        router.get("healthz") { _, _ in Reply.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            guard let reason = await unreadiness() else { return Reply.json(["status": "ready"]) }
            return Reply.json(["status": "unready", "reason": .string(reason)], status: .serviceUnavailable)
        }
        router.get("stats") { request, _ in
            _ = try await principal(request)
            return try Reply.negotiated(["return": [.map(statistics.value)]], for: request)
        }
    }
}
