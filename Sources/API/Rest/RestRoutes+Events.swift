import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore
import Values

extension RestRoutes {
    func addEvents(to router: Router<RestContext>) {
        router.get("events") { request, context in
            _ = try await principal(request)
            let glob = try tagGlob(request)
            let end = try await remainingLifetime(request)
            let operations = operations
            return OutboundStream(on: context.channel, whenAbandoned: .cancelsWork) { outlet in
                outlet.send("retry: 400\n")
                let events = await operations.events(glob: glob)
                await Self.forward(events, to: outlet, for: end)
            }.response(type: "text/event-stream", headers: [.connection: "keep-alive"])
        }
        router.post("hook") { request, _ in try await hook(request, path: []) }
        router.post("hook/**") { request, context in
            try await hook(request, path: context.parameters.getCatchAll().map { try RequestPath.decoded($0) })
        }
    }

    /// Salt takes no query on `/events`; the CLI's glob comes on the local socket only.
    private func tagGlob(_ request: Request) throws -> String? {
        let query = request.uri.queryParameters
        if query.isEmpty { return nil }
        guard door.isLocal, query.count == 1, let glob = query["tag"] else {
            throw ReplyFailure(.badRequest, "GET /events takes no query parameters")
        }
        return String(glob)
    }

    /// How long the token of the request lives; nil without end.
    private func remainingLifetime(_ request: Request) async throws -> Duration? {
        if door.isLocal { return nil }
        guard let token = Door.token(in: request), let left = await operations.access.remainingLifetime(of: token)
        else { throw AccessRefusal.notLoggedIn }
        return left
    }

    private static func forward(
        _ events: AsyncStream<Event>, to outlet: OutboundStream.Outlet, for lifetime: Duration?
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events {
                    let data: Value = ["data": .map(event.data), "tag": .string(event.tag)]
                    let text = JSON.write(data, style: JSON.Style(escapesNonASCII: true))
                    outlet.send("tag: \(event.tag.singleLine)\ndata: \(text)\n\n")
                }
            }
            if let lifetime {
                // Ends early only by cancellation, which is no failure.
                group.addTask { try? await Task.sleep(for: lifetime) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func hook(_ request: Request, path: [String]) async throws -> Response {
        _ = try await principal(request)
        let content = try await content(request)
        let tag = (["salt/netapi/hook"] + path).joined(separator: "/")
        await operations.publish(
            Event(
                tag: tag,
                data: [
                    "body": .string(content.text), "post": try Self.post(content.content()),
                    "headers": .map(Self.headers(request)),
                ]))
        return try Reply.negotiated(["success": true], for: request)
    }

    private static func post(_ content: RequestContent.Content) -> Value {
        switch content {
        case .empty: return [:]
        case .value(let value): return value
        case .form(let fields):
            var map = ValueMap()
            for (name, value) in fields { map[name] = .string(value) }
            return .map(map)
        }
    }

    /// All but those that let one in: reactors and their logs have no use for tokens.
    private static func headers(_ request: Request) -> ValueMap {
        var map = ValueMap()
        let secret: Set<HTTPField.Name> = [.authToken, .cookie, .authorization]
        for field in request.headers where !secret.contains(field.name) {
            map[field.name.rawName] = .string(field.value)
        }
        return map
    }
}

extension String {
    /// A tag must not end its line and forge the next.
    fileprivate var singleLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
