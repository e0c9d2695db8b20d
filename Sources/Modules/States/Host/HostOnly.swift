package import Execution
import Host
package import Model
import Values

/// An address in `/etc/hosts` with exactly certain names.
package struct HostOnly: StateFunction {
    package static let function: FunctionName = "host.only"

    let address: String
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        address = name
        names = arguments.texts("hostnames") ?? []
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> HostPresent.Observation {
        let path = HostsFile.path(run.options)
        let text = reader.files.isFile(path) ? try reader.files.readText(path) : ""
        return HostPresent.Observation(file: HostsFile(text), path: path)
    }

    package func plan(_ seen: HostPresent.Observation) -> Plan<HostPresent.Change> {
        let old = (seen.file[address]?.aliases ?? []).joined(separator: " ")
        let new = names.joined(separator: " ")
        guard old != new else { return .satisfied("IP address \(address) already set to \"\(new)\"") }
        var file = seen.file
        file.set(names, of: address)
        if names.isEmpty { file.remove("", from: address) }
        var changes: ValueMap = [:]
        changes[address] = ["old": .string(old), "new": .string(new)]
        let change = HostPresent.Change(
            text: file.text, path: seen.path, comment: "successfully changed \(address) from \"\(old)\" to \"\(new)\"",
            changes: changes)
        return .changing(
            [change], predicted: [:], comment: "Would change \(address) from \"\(old)\" to \"\(new)\"")
    }

    package func apply(
        _ change: HostPresent.Change, with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        try writer.files.write(Array(change.text.utf8), to: change.path, FileAttributes())
        return Applied(change.comment, changes: change.changes)
    }
}
