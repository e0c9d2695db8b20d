import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import Values

/// The paths of the minion port, but for `GET /v1/jobs`, which is a `MinionStream`.
struct MinionRoutes: Sendable {
    /// The limits of bodies in bytes.
    private enum Limit {
        static let enrolment = 16 << 10
        static let grains = 4 << 20
        /// A minion may have many jobs under way, of which each is read when it connects.
        static let beginning = 64 << 10
        static let event = 4 << 20
        static let pillar = 4 << 20
        static let mine = 4 << 20
        /// A highstate of a large host, output of commands included.
        static let answer = 64 << 20
    }

    let operations: any MinionOperations
    let authorisation: MinionAuthorisation
    let throttle: EnrolmentThrottle
    /// The authority's certificate as PEM.
    let authority: String

    var router: Router<MinionContext> {
        let router = Router(context: MinionContext.self)
        router.add(middleware: ErrorMiddleware())
        // No secret: TLS shows who is signed by it. A minion compares it with its `master_finger` before it says who it is.
        router.get("v1/authority") { _, _ in Reply.json(["authority": .string(authority)]) }
        router.post("v1/enrol") { request, context in
            if let wait = throttle.wait(context.channel.remoteAddress) { return Self.tooManyEnrolments(wait) }
            return try await enrol(request)
        }
        let minion = router.group("v1").add(middleware: authorisation)
        minion.post("renew") { _, context in
            Reply.json(
                try await operations.renew(context.authorisedMinion, showing: context.serial ?? ""))
        }
        minion.put("grains") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.grains)
            guard let grains = body.map else { throw ReplyFailure(.badRequest, "Grains must be a mapping") }
            try await operations.save(grains: grains, of: context.authorisedMinion)
            return Reply.json([:])
        }
        minion.post("returns") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.answer)
            try await operations.record(returnBody: body, from: context.authorisedMinion)
            return Reply.json([:])
        }
        minion.post("jobs") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.beginning)
            return Reply.json(try await operations.begin(jobBody: body, on: context.authorisedMinion))
        }
        minion.post("events") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.event)
            try await operations.report(eventBody: body, from: context.authorisedMinion)
            return Reply.json([:])
        }
        minion.post("mine") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.mine)
            return Reply.json(try await operations.mine(request: body, from: context.authorisedMinion))
        }
        minion.post("pillar") { request, context in
            let body = try await RequestContent.json(request, limit: Limit.pillar)
            return Reply.json(try await operations.pillar(request: body, for: context.authorisedMinion))
        }
        for method in [HTTPRequest.Method.get, .head] {
            minion.on("files/:environment", method: method) { try await manifest($0, $1) }
            minion.on("files/:environment/**", method: method) { try await file($0, $1) }
        }
        minion.put("pushed/**") { request, context in try await receive(request, context) }
        return router
    }

    private static func tooManyEnrolments(_ seconds: Int) -> Response {
        let failure = ReplyFailure(
            .tooManyRequests, "Too many enrolments come from this address, or from all together",
            hint: "the minion tries again by itself")
        var reply = ErrorReply(failure)
        reply.retryAfter = seconds
        return reply.response
    }

    private func enrol(_ request: Request) async throws -> Response {
        let body = try await RequestContent.json(request, limit: Limit.enrolment)
        return Reply.json(try await operations.enrol(EnrolmentRequest(value: body)).value)
    }

    private func manifest(_ request: Request, _ context: MinionContext) async throws -> Response {
        let (body, digest) = try await operations.manifest(environment: try context.decoded("environment"))
        let tag = EntityTag(digest)
        if tag.matches(request) { return tag.notModified }
        return Reply.json(body, headers: tag.headers)
    }

    /// A file that is pushed goes to the disk as it comes; what did not come whole is not kept. That takes the file's size: a
    /// body that is cut ends like one that is complete.
    private func receive(_ request: Request, _ context: MinionContext) async throws -> Response {
        let path = try context.parameters.getCatchAll().map { try RequestPath.decoded($0) }.joined(separator: "/")
        guard let size = request.headers[.contentLength].flatMap({ Int($0) }), size >= 0 else {
            throw ReplyFailure(.lengthRequired, "A file that is pushed needs a Content-Length")
        }
        let file = try await operations.receive(path: path, size: size, from: context.authorisedMinion)
        do {
            for try await part in request.body { try await file.append(Array(part.readableBytesView)) }
            try await file.finish()
        } catch {
            await file.abandon()
            throw error
        }
        return Reply.json([:])
    }

    private func file(_ request: Request, _ context: MinionContext) async throws -> Response {
        let environment = try context.decoded("environment")
        let parts = try context.parameters.getCatchAll().map { try RequestPath.decoded($0) }
        let path = parts.joined(separator: "/")
        guard !path.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }), !path.contains("\0") else {
            throw ReplyFailure(.badRequest, "'\(path.prefix(256))' is not the path of a file")
        }
        let wanted = WantedStretch(request)
        guard
            let part = try await operations.file(
                path: path, environment: environment, stretch: wanted?.stretch, of: wanted?.version)
        else { throw ReplyFailure(.notFound, "There is no file salt://\(path) in environment '\(environment)'") }
        return FileReply(part, wanted: wanted).response(to: request)
    }
}

/// Parts of a path as they were meant.
enum RequestPath {
    static func decoded(_ part: Substring) throws -> String {
        guard let text = PercentEncoding.decode(part) else {
            throw ReplyFailure(.badRequest, "The path is not encoded correctly", hint: "'%' is written %25")
        }
        return text
    }
}

extension RequestContext {
    /// A named part of the path.
    func decoded(_ name: String) throws -> String {
        try RequestPath.decoded(try parameters.require(name)[...])
    }
}
