package import Execution
import Host
package import Model
import Values

package struct CmdRun: WatchingStateFunction {
    package static let function: FunctionName = "cmd.run"
    package static let summary =
        "A command that is run by every state run, unless `unless`, `onlyif` or `creates` keeps it from that"

    let command: Command
    let stateful: StatefulOutput.Kind
    let ignoresTimeout: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        command = Command(name, &arguments)
        stateful = StatefulOutput.kind(&arguments)
        ignoresTimeout = arguments.flag("ignore_timeout", default: false)
    }

    package struct Observation: Sendable, Hashable {
        var hasDirectory = true
    }

    package struct Change: Sendable {}

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        guard let directory = command.directory else { return Observation() }
        // In a test a state before this one may yet make it.
        return Observation(hasDirectory: run.isTest || reader.files.isDirectory(directory))
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.hasDirectory else {
            return .impossible("Desired working directory \"\(command.directory ?? "")\" is not available")
        }
        return .changing(
            [Change()], predicted: ["cmd": .string(command.line)],
            comment: "Command \"\(command.line)\" would have been executed")
    }

    package func planAfterWatchedChange(_ seen: Observation) -> Plan<Change> { plan(seen) }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await CommandRun(command: command, stateful: stateful, ignoresTimeout: ignoresTimeout)
            .apply(with: writer.commands, in: run)
    }
}
