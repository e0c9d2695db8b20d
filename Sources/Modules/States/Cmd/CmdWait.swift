package import Execution
import Host
package import Model
import Values

package struct CmdWait: WatchingStateFunction {
    package static let function: FunctionName = "cmd.wait"
    package static let summary = "A command that is run only when a state that it watches has changed"

    let run: CmdRun

    package init(name: String, _ arguments: inout ArgumentDecoder) { run = CmdRun(name: name, &arguments) }

    package func observe(with reader: HostReader, in context: RunContext) async throws -> CmdRun.Observation {
        try await run.observe(with: reader, in: context)
    }

    package func plan(_ seen: CmdRun.Observation) -> Plan<CmdRun.Change> { .satisfied("") }

    package func planAfterWatchedChange(_ seen: CmdRun.Observation) -> Plan<CmdRun.Change> { run.plan(seen) }

    package func apply(
        _ change: CmdRun.Change, with writer: HostWriter, in context: RunContext
    ) async throws -> Applied {
        try await run.apply(change, with: writer, in: context)
    }
}
