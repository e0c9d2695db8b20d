package import Execution
import Host
package import Model
import Values

package struct SysctlPresent: StateFunction {
    package static let function: FunctionName = "sysctl.present"
    package static let summary = "A kernel parameter with a certain value, now and after the next start"

    let name: String
    let value: Value
    let config: String?

    private var text: String { PythonText.string(value) }

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        value = arguments.value("value") ?? nil
        if value.isNull { arguments.refuse("value", "'value' is required") }
        config = arguments.text("config")
    }

    package struct Observation: Sendable, Hashable {
        var path: String
        var file: SysctlFile
        var current: String
        var isKnown: Bool
    }

    package struct Change: Sendable, Hashable {
        var path: String
        /// Nil: the file is right already.
        var file: SysctlFile?
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let path = config ?? SysctlFile.standardPath(reader.files)
        let text = reader.files.isFile(path) ? try reader.files.readText(path) : SysctlFile.header
        return Observation(
            path: path, file: SysctlFile(text), current: try await reader.queries.answer(to: .sysctl(name)).stdout,
            isKnown: reader.files.exists(SysctlFile.place(of: name)))
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.isKnown else {
            return .impossible("Failed to set \(name) to \(text): sysctl \(name) does not exist")
        }
        let wanted = SysctlFile.plain(text)
        let configured = seen.file.values[name]?.string
        let isConfigured = configured.map(SysctlFile.plain) == wanted
        let isCurrent = SysctlFile.plain(seen.current) == wanted
        if isConfigured, isCurrent { return .satisfied("Sysctl value \(name) = \(text) is already set") }
        var file: SysctlFile? = seen.file
        file?.set(name, to: text)
        if isConfigured { file = nil }
        return .changing(
            [Change(path: seen.path, file: file)], predicted: [:],
            comment: testComment(isThere: configured != nil, isCurrent: isCurrent, hasValue: !seen.current.isEmpty))
    }

    private func testComment(isThere: Bool, isCurrent: Bool, hasValue: Bool) -> String {
        if hasValue, !isThere {
            return isCurrent
                ? "Sysctl value is currently set on the running system but not in a config file. Sysctl option \(name) set "
                    + "to be changed to \(text) in config file."
                : "Sysctl option \(name) set to be changed to \(text)"
        }
        if !hasValue, isThere {
            return
                "Sysctl value \(name) is present in configuration file but is not present in the running config. The "
                + "value \(name) is set to be changed to \(text)"
        }
        return "Sysctl option \(name) would be changed to \(text)"
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let file = change.file {
            try writer.files.makeDirectories(PathText.directory(of: change.path))
            try writer.files.write(Array(file.text.utf8), to: change.path, FileAttributes())
        }
        let result = try await writer.commands.run(.arguments("sysctl", "-w", "\(name)=\(text)"))
        guard result.exitCode == 0, !result.stderr.contains("Invalid argument") else {
            return .failed("Failed to set \(name) to \(text): sysctl -w failed: \(result.everything)")
        }
        var changes: ValueMap = [:]
        changes[name] = value
        return Applied("Updated sysctl value \(name) = \(text)", changes: changes)
    }
}
