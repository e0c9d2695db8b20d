package import Execution
import Host
package import Model
import Values

package struct ModuleWait: WatchingStateFunction {
    package static let function: FunctionName = "module.wait"
    package static let summary = "Execution functions that are called only when a watched state has changed"

    let run: ModuleRun

    package init(name: String, _ arguments: inout ArgumentDecoder) { run = ModuleRun(name: name, &arguments) }

    package func observe(with reader: HostReader, in context: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<[FunctionCall]> { .satisfied("") }

    package func planAfterWatchedChange(_ seen: Void) -> Plan<[FunctionCall]> { run.plan(seen) }

    package func apply(
        _ calls: [FunctionCall], with writer: HostWriter, in context: RunContext
    ) async throws -> Applied {
        try await run.apply(calls, with: writer, in: context)
    }
}
