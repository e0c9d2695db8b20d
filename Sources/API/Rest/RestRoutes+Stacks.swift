import ControlPlane
import HTTPTypes
import Hummingbird
import Model
import Values

extension RestRoutes {
    func addStacks(to router: Router<RestContext>) {
        router.get("stacks") { request, _ in
            try await allow("runner", "stack.status", request)
            return try Reply.negotiated(["return": [try await operations.stacks(app: nil)]], for: request)
        }
        router.get("stacks/:app") { request, context in
            try await allow("runner", "stack.status", request)
            let stacks = try await operations.stacks(app: try context.decoded("app"))
            return try Reply.negotiated(["return": [stacks]], for: request)
        }
        router.post("stacks/:app/:action") { request, context in
            let principal = try await principal(request)
            let name = try context.decoded("action")
            guard let action = StackAction(rawValue: name) else {
                let known = StackAction.allCases.map(\.rawValue)
                throw ReplyFailure(
                    .notFound, "There is no action '\(name.prefix(32))' on a stack",
                    hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
            }
            let app = try context.decoded("app")
            let body = try Lowstate.map(try await content(request).content())
            let operations = operations
            return try await ProgressReply(request, context).response(status: Self.status) { progress in
                let result = try await operations.stack(
                    action.rawValue, app: app, body: body, as: principal, progress: progress)
                return ["return": [result]]
            }
        }
    }

    /// An action that began and failed is no success to a caller who only looks at the status: 500, or 409 when it was refused.
    private static func status(_ result: Value) -> HTTPResponse.Status {
        let answer = result["return"]?.list?.first
        if answer?["ok"]?.bool != false { return .ok }
        return answer?["retcode"]?.int == 4 ? .conflict : .internalServerError
    }
}
