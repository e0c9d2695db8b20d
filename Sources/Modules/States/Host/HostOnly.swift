package import Execution
import Host
package import Model
import Values

package struct HostOnly: HostsFileState {
    package static let function: FunctionName = "host.only"
    package static let summary = "An address in `/etc/hosts` with exactly certain names"

    let address: String
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        address = name
        names = arguments.texts("hostnames") ?? []
    }

    package func plan(_ seen: SeenHosts) -> Plan<HostsChange> {
        let old = (seen.file[address]?.aliases ?? []).joined(separator: " ")
        let new = names.joined(separator: " ")
        guard old != new else { return .satisfied("IP address \(address) already set to \"\(new)\"") }
        var file = seen.file
        file.set(names, of: address)
        if names.isEmpty { file.remove("", from: address) }
        var changes: ValueMap = [:]
        changes[address] = ["old": .string(old), "new": .string(new)]
        let change = HostsChange(
            text: file.text, path: seen.path, comment: "successfully changed \(address) from \"\(old)\" to \"\(new)\"",
            changes: changes)
        return .changing(
            [change], predicted: [:], comment: "Would change \(address) from \"\(old)\" to \"\(new)\"")
    }
}
