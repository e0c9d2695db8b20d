package import Execution
import Host
package import Model
import Values

package struct HostAbsent: HostsFileState {
    package static let function: FunctionName = "host.absent"
    package static let summary = "A name that an address in `/etc/hosts` has not"

    let name: String
    let addresses: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        addresses = arguments.texts("ip") ?? []
        if addresses.isEmpty { arguments.refuse("ip", "'ip' is required") }
    }

    package func plan(_ seen: SeenHosts) -> Plan<HostsChange> {
        var file = seen.file
        var (done, planned): ([String], [String]) = ([], [])
        for address in addresses {
            if file[address]?.aliases.contains(name) == true {
                file.remove(name, from: address)
                done.append("Removed host \(name) (\(address))")
                planned.append("Host \(name) (\(address)) needs to be removed")
            } else {
                done.append("Host \(name) (\(address)) already absent")
                planned.append(done[done.count - 1])
            }
        }
        guard file != seen.file else { return .satisfied(done.joined(separator: "\n")) }
        let change = HostsChange(
            text: file.text, path: seen.path, comment: done.joined(separator: "\n"), changes: ["host": .string(name)])
        return .changing([change], predicted: [:], comment: planned.joined(separator: "\n"))
    }
}
