package import Execution
import Host
package import Model
import Values

package struct HostPresent: HostsFileState {
    package static let function: FunctionName = "host.present"
    package static let summary = "A name of an address in `/etc/hosts`"

    let name: String
    let addresses: [String]
    let remark: String
    /// Whether other addresses lose the name.
    let cleans: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        addresses = arguments.texts("ip") ?? []
        remark = arguments.text("comment", default: "")
        cleans = arguments.flag("clean", default: false)
        if addresses.isEmpty { arguments.refuse("ip", "'ip' is required") }
    }

    package func plan(_ seen: SeenHosts) -> Plan<HostsChange> {
        var steps = Steps(file: seen.file)
        var notes: [String] = []
        var warnings: [String] = []
        let known = seen.file.addresses
        for address in addresses where !known.contains(address) {
            steps.add(name, to: address)
            if !remark.isEmpty { steps.remark(remark, on: address) }
        }
        for address in known {
            let entry = seen.file[address] ?? HostsFile.Entry()
            let isNamed = entry.aliases.contains(name)
            if addresses.contains(address) {
                if !isNamed { steps.add(name, to: address) }
                if !remark.isEmpty, entry.comment != remark {
                    steps.remark(remark, on: address)
                } else if isNamed {
                    notes.append("Host \(name) (\(address)) already present")
                }
            } else if isNamed, cleans {
                steps.remove(name, from: address)
            } else if isNamed {
                warnings.append(
                    "Host \(name) present for IP address \(address). To get rid of this warning, either run this state "
                        + "with 'clean' set to True to remove \(name) from \(address), or add \(address) to the 'ip' "
                        + "argument.")
            }
        }
        var plan: Plan<HostsChange> = .satisfied(notes.joined(separator: "\n"))
        if !steps.changes.isEmpty {
            let change = HostsChange(
                text: steps.file.text, path: seen.path, comment: (notes + steps.done).joined(separator: "\n"),
                changes: steps.changes)
            plan = .changing(
                [change], predicted: steps.changes, comment: (notes + steps.planned).joined(separator: "\n"))
        }
        plan.warnings = warnings
        return plan
    }
}

/// What is done to the file, one after another, and how it is told.
private struct Steps {
    var file: HostsFile
    var changes: ValueMap = [:]
    var done: [String] = []
    var planned: [String] = []

    mutating func add(_ name: String, to address: String) {
        file.add([name], to: address)
        note("added", address, name)
        done.append("Added host \(name) (\(address))")
        planned.append("Host \(name) (\(address)) would be added")
    }

    mutating func remark(_ remark: String, on address: String) {
        file.setComment(remark, of: address)
        note("comment_added", address, remark)
        done.append("Set comment for host \(address) (\(remark))")
        planned.append("Comment for \(address) (\(remark)) would be added")
    }

    mutating func remove(_ name: String, from address: String) {
        file.remove(name, from: address)
        note("removed", address, name)
        done.append("Removed host \(name) (\(address))")
        planned.append("Host \(name) (\(address)) would be removed")
    }

    private mutating func note(_ kind: String, _ address: String, _ text: String) {
        var map = changes[kind]?.map ?? [:]
        map[address] = .list((map[address]?.list ?? []) + [.string(text)])
        changes[kind] = .map(map)
    }
}
