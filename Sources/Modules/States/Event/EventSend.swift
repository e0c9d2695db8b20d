package import Execution
import Host
package import Model
package import Values

package struct EventSend: WatchingStateFunction {
    package static let function: FunctionName = "event.send"
    package static let summary = "An event that is sent to the master"

    let tag: String
    let data: Value
    /// What `event.send` adds to the data: `with_env`, `with_grains`, `with_pillar`, `preload`.
    let additions: ValueMap
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        tag = name
        data = arguments.value("data") ?? .null
        var additions: ValueMap = [:]
        for name in ["preload", "with_env", "with_grains", "with_pillar"] {
            if let value = arguments.value(name) { additions[name] = value }
        }
        self.additions = additions
        showsChanges = arguments.flag("show_changed", default: true)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<ValueMap> {
        let changes: ValueMap = showsChanges ? ["tag": .string(tag), "data": data] : [:]
        return .changing([changes], predicted: changes, comment: "Event would have been fired")
    }

    package func planAfterWatchedChange(_ seen: Void) -> Plan<ValueMap> { plan(seen) }

    package func apply(_ changes: ValueMap, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let keywords = additions.merged(with: ["data": data])
        let call = FunctionCall("event.send", arguments: [.string(tag)], keywords: keywords)
        let result = try await run.services.call(call, in: run).value
        guard result.isTruthy else { return .failed("Event fired", changes: changes) }
        return Applied("Event fired", changes: changes)
    }
}
