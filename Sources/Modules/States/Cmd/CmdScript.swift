package import Execution
import Host
package import Model
import Values

package struct CmdScript: WatchingStateFunction {
    package static let function: FunctionName = "cmd.script"
    package static let summary = "A script from the file server that is run and removed again"

    let name: String
    let source: String
    let template: String?
    let context: ValueMap
    let command: Command
    let stateful: StatefulOutput.Kind

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        source = arguments.text("source") ?? words.first ?? name
        template = arguments.text("template")
        context = (arguments.map("defaults") ?? [:]).merged(with: arguments.map("context") ?? [:])
        // The arguments of the script: `args`, or what follows its name.
        let line = arguments.text("args") ?? (words.count > 1 ? words[1] : "")
        command = Command(line, &arguments)
        stateful = StatefulOutput.kind(&arguments)
    }

    package struct Observation: Sendable, Hashable {
        var script: [UInt8]?
        var hasDirectory = true
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation()
        seen.hasDirectory = command.directory.map(reader.files.isDirectory) ?? true
        if source.hasPrefix("salt://") {
            seen.script = try await run.services.file(source, environment: run.environment)
        } else if reader.files.isFile(source) {
            seen.script = try reader.files.read(source)
        }
        if let script = seen.script, template != nil {
            let text = String(decoding: script, as: UTF8.self)
            seen.script = Array(
                try await run.services.render(template: text, named: source, context: context, in: run).utf8)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<[UInt8]> {
        guard seen.hasDirectory else {
            return .impossible("Desired working directory \"\(command.directory ?? "")\" is not available")
        }
        guard let script = seen.script else {
            return .impossible("Unable to cache script \(source) from saltenv 'base'")
        }
        return .changing(
            [script], predicted: [:], comment: "Command '\(name)' would have been executed")
    }

    package func planAfterWatchedChange(_ seen: Observation) -> Plan<[UInt8]> { plan(seen) }

    package func apply(_ script: [UInt8], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let path = "/tmp/__pigeon.\(UInt32.random(in: 0 ... .max)).\(PathText.name(of: source))"
        let owner = command.user.flatMap { writer.accounts.user($0) }
        try writer.files.write(script, to: path, FileAttributes(mode: 0o700, user: owner?.id, group: owner?.groupID))
        var line = command
        line.line = command.line.isEmpty ? path : "\(path) \(command.line)"
        let applied: Applied
        do {
            applied = try await CommandRun(command: line, stateful: stateful, ignoresTimeout: false)
                .apply(with: writer.commands, in: run)
        } catch {
            try writer.files.remove(path)
            throw error
        }
        try writer.files.remove(path)
        var told = applied
        told.comment = applied.comment.replacing("Command \"\(line.line)\" run", with: "Command '\(name)' run")
        return told
    }
}
