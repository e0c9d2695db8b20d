import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Values

extension RestRoutes {
    func addLowstate(to router: Router<RestContext>) {
        router.post("/") { request, context in
            let principal = try await principal(request)
            let chunks = try Lowstate.chunks(try await content(request).content())
            return try await answer(request, context, chunks.map { (Self.stripped($0), principal) })
        }
        router.post("run") { request, context in
            let chunks = try Lowstate.chunks(try await content(request).content())
            var calls: [(ValueMap, Principal)] = []
            for chunk in chunks { calls.append((Self.stripped(chunk), try await owner(of: chunk, context))) }
            return try await answer(request, context, calls)
        }
        router.post("minions") { request, _ in
            let principal = try await principal(request)
            let chunks = try Lowstate.chunks(try await content(request).content()).map { chunk in
                var chunk = Self.stripped(chunk)
                chunk["client"] = "local_async"
                return chunk
            }
            let results = try await Self.run(chunks.map { ($0, principal) }, operations) { _ in }
            let links = results.compactMap { $0["jid"]?.string }.map { jid -> Value in
                ["href": .string("/jobs/\(jid)")]
            }
            return try Reply.negotiated(
                ["return": .list(results), "_links": ["jobs": .list(links)]], for: request, status: .accepted)
        }
    }

    /// Runs the chunks one after the other; with `Accept: application/x-ndjson` what happens is told while it does.
    private func answer(
        _ request: Request, _ context: RestContext, _ calls: [(ValueMap, Principal)]
    ) async throws -> Response {
        for (chunk, _) in calls where chunk["client"]?.string == nil {
            throw ReplyFailure(
                .badRequest, "A lowstate has no 'client'",
                hint: "like {\"client\": \"local\", \"tgt\": ..., \"fun\": ...}")
        }
        let operations = operations
        return try await ProgressReply(request, context).response { progress in
            ["return": .list(try await Self.run(calls, operations, progress: progress))]
        }
    }

    private static func run(
        _ calls: [(ValueMap, Principal)], _ operations: any RestOperations,
        progress: @escaping RestOperations.Progress
    ) async throws -> [Value] {
        if calls.count > 1 {
            for (chunk, principal) in calls { try await operations.admit(chunk, as: principal) }
        }
        var results: [Value] = []
        for (chunk, principal) in calls {
            do {
                results += try await operations.run(chunk, as: principal, progress: progress)
            } catch {
                throw results.isEmpty ? error : PartlyDone.after(error)
            }
        }
        return results
    }

    /// `POST /run` has no session: each chunk says itself who asks.
    private func owner(of chunk: ValueMap, _ context: RestContext) async throws -> Principal {
        if door.isLocal { return .localRoot }
        if let token = chunk["token"]?.string {
            guard let principal = await operations.access.principal(token: Secret(token)) else {
                throw AccessRefusal.notLoggedIn
            }
            return principal
        }
        return try await operations.access.authenticate(chunk, from: context.address)
    }

    /// The chunk without credentials: nothing behind this point may see or store them.
    private static func stripped(_ chunk: ValueMap) -> ValueMap {
        var chunk = chunk
        for field in ["token", "username", "password", "eauth", "sharedsecret"] { chunk.removeValue(forKey: field) }
        return chunk
    }
}
