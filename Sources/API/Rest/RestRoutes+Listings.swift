import ControlPlane
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore
import Values

extension RestRoutes {
    func addListings(to router: Router<RestContext>) {
        router.get("minions") { request, _ in try await minions(request, id: nil) }
        router.get("minions/:id") { request, context in try await minions(request, id: context.decoded("id")) }
        router.get("jobs") { request, _ in
            try await allow("runner", "jobs.list_jobs", request)
            return try Reply.negotiated(["return": [try await operations.jobs()]], for: request)
        }
        router.get("jobs/:jid") { request, context in
            try await allow("runner", "jobs.list_job", request)
            let job = try await operations.job(try context.decoded("jid"))
            return try Reply.negotiated(["info": [job], "return": [.map(Self.returns(of: job))]], for: request)
        }
        router.get("keys") { request, _ in
            try await allow("wheel", "key.list_all", request)
            return try Reply.negotiated(["return": try await operations.keys(id: nil)], for: request)
        }
        router.get("keys/:id") { request, context in
            try await allow("wheel", "key.finger", request)
            let keys = try await operations.keys(id: try context.decoded("id"))
            return try Reply.negotiated(["return": keys], for: request)
        }
        router.post("keys") { request, _ in try await changeKey(request, id: nil) }
        router.post("keys/:id") { request, context in try await changeKey(request, id: context.decoded("id")) }
    }

    /// What each minion returned, out of a job's `Result`.
    private static func returns(of job: Value) -> ValueMap {
        var returns = ValueMap()
        for (minion, answer) in job["Result"]?.map ?? [:] { returns[minion] = answer["return"] ?? .null }
        return returns
    }

    /// The grains that the master keeps; who may not see those of every minion has his own asked.
    private func minions(_ request: Request, id: String?) async throws -> Response {
        let principal = try await principal(request)
        try operations.access.check(.local, as: principal)
        let chunk: ValueMap = ["client": "local", "tgt": .string(id ?? "*"), "fun": "grains.items"]
        guard principal.isLocal || principal.permissions.allowsEverywhere("grains.items") else {
            return try Reply.negotiated(
                ["return": .list(try await operations.run(chunk, as: principal) { _ in })], for: request)
        }
        if let id { return try Reply.negotiated(["return": [.map(try await grains(of: id))]], for: request) }
        let minions = try await operations.minions()
        if try MediaType.accepted(by: request) == .json { return grains(of: minions) }
        var all = ValueMap()
        for minion in minions { all[minion.text] = try await operations.grains(of: minion).map(Value.map) }
        return try Reply.negotiated(["return": [.map(all)]], for: request)
    }

    private func grains(of text: String) async throws -> ValueMap {
        let unknown = Refusal(.notFound, "there is no minion '\(text)'", hint: "see GET /keys")
        let id: MinionID
        do { id = try MinionID(text) } catch { throw unknown }
        guard let grains = try await operations.grains(of: id) else { throw unknown }
        return [text: .map(grains)]
    }

    /// One minion at a time: the grains of ten thousand are more than the master's memory should hold at once.
    private func grains(of minions: [MinionID]) -> Response {
        let body = ResponseBody { [operations] writer in
            var separator = "{\"return\": [{"
            for minion in minions {
                guard let grains = try await operations.grains(of: minion) else { continue }
                let entry = Reply.text(of: .map([minion.text: .map(grains)])).dropFirst().dropLast()
                try await writer.write(ByteBuffer(string: separator + entry))
                separator = ", "
            }
            try await writer.write(ByteBuffer(string: (separator == ", " ? "" : separator) + "}]}\n"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    /// A key is made by its minion, not here: this accepts it, or does what `action` says. A glob is no id.
    private func changeKey(_ request: Request, id: String?) async throws -> Response {
        let principal = try await principal(request)
        let body = try Lowstate.map(try await content(request).content())
        guard let id = id ?? body["mid"]?.scalarText else {
            throw ReplyFailure(.badRequest, "The request does not say which minion", hint: "send mid=ID")
        }
        let action = body["action"]?.string ?? "accept"
        guard ["accept", "reject", "delete"].contains(action) else {
            throw ReplyFailure(
                .badRequest, "unknown action '\(action.prefix(32))'", hint: "known are accept, reject, delete")
        }
        let chunk: ValueMap = ["client": "wheel", "fun": .string("key.\(action)"), "match": .string(id)]
        // What there is may only be learnt by who may change it.
        try await operations.access.check(chunk, as: principal) { _ in [] }
        _ = try await operations.keys(id: id)
        return try Reply.negotiated(
            ["return": .list(try await operations.run(chunk, as: principal) { _ in })], for: request)
    }

    /// - Throws: `AccessRefusal` unless the caller may call a function of the master.
    func allow(_ client: String, _ function: String, _ request: Request) async throws {
        let principal = try await principal(request)
        let chunk: ValueMap = ["client": .string(client), "fun": .string(function)]
        try await operations.access.check(chunk, as: principal) { _ in [] }
    }
}
