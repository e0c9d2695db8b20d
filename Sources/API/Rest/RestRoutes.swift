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
    let pages: RestPages

    var router: Router<RestContext> {
        let router = Router(context: RestContext.self)
        router.add(middleware: StatisticsMiddleware(statistics: statistics))
        if !door.isLocal { router.add(middleware: CrossOriginMiddleware()) }
        router.add(middleware: ErrorMiddleware())
        addPages(to: router)
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
}
