import Values

/// The states of applications as `GET /stacks` and `GET /stacks/APP` answer them.
struct StackStates {
    /// `{APP: {"active": {...} | null, "release": ..., "inactive": ..., "busy": ...}}`
    let value: Value

    /// - Parameter app: the application that was asked for, whose states may come without its name; nil for all.
    init(_ client: ControlClient, app: String?) async throws(ControlError) {
        let answer = try await client.get(app.map { "/stacks/\(PercentEncoding.encode($0))" } ?? "/stacks")
        value = Self.named(Self.unwrapped(answer), app)
    }

    /// The version that has production traffic.
    func activeVersion(of app: String) -> String? { value[app]?["active"]?["version"]?.scalarText }

    /// What is inside of `{"return": ...}`, which REST answers may have around them.
    private static func unwrapped(_ answer: Value) -> Value {
        guard let inner = answer["return"] else { return answer }
        return inner.list?.first ?? inner
    }

    private static func named(_ states: Value, _ app: String?) -> Value {
        guard let app, states[app]?.map == nil else { return states }
        return .map([app: states])
    }
}
