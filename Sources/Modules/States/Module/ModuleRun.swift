package import Execution
import Host
package import Model
import Values

/// They say for themselves what they do: there is no telling whether anything has changed, so each call counts as a
/// change.
package struct ModuleRun: WatchingStateFunction {
    package static let function: FunctionName = "module.run"
    package static let summary = "Execution functions that are called by every state run"

    let calls: ModuleCalls

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        calls = ModuleCalls(name: name, &arguments)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<[FunctionCall]> {
        let names = calls.all.map(\.function.description).joined(separator: ", ")
        return .changing(
            [calls.all], predicted: [:],
            comment: calls.isLegacy ? "Module function \(names) is set to execute" : "Function \(names) to be executed."
        )
    }

    package func planAfterWatchedChange(_ seen: Void) -> Plan<[FunctionCall]> { plan(seen) }

    package func apply(
        _ calls: [FunctionCall], with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        var changes: ValueMap = [:]
        var comments: [String] = []
        var failures: [String] = []
        for call in calls {
            let name = call.function.description
            let result = try await run.services.call(call, in: run)
            if result.retcode != 0 || ModuleCalls.isFailure(result.value) {
                failures.append(name)
                comments.append("'\(name)': False")
            } else {
                changes[self.calls.isLegacy ? "ret" : name] = result.value
                comments.append(self.calls.isLegacy ? "Module function \(name) executed" : comment(name, result.value))
            }
        }
        return Applied(comments.joined(separator: ", "), changes: changes, succeeded: failures.isEmpty)
    }

    private func comment(_ name: String, _ value: Value) -> String {
        let text = value["comment"]?.scalarText ?? value.scalarText ?? "Success"
        return "\(name): \(text)"
    }
}
