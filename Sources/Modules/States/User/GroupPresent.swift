package import Execution
package import Host
package import Model
import Values

package struct GroupPresent: StateFunction {
    package static let function: FunctionName = "group.present"
    package static let summary = "A group with a certain number and members"

    let name: String
    let gid: Int?
    let isSystem: Bool
    /// Exactly these.
    let members: [String]?
    /// These beside others.
    let added: [String]
    let removed: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        gid = arguments.integer("gid")
        isSystem = arguments.flag("system", default: false)
        members = arguments.texts("members")
        added = arguments.texts("addusers") ?? []
        removed = arguments.texts("delusers") ?? []
        _ = arguments.value("non_unique")
        if members != nil, !added.isEmpty || !removed.isEmpty {
            arguments.refuse("members", "'members' can't be used with 'addusers' or 'delusers'")
        }
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> AccountGroup? {
        reader.accounts.group(name)
    }

    package func plan(_ seen: AccountGroup?) -> Plan<[[String]]> {
        let old = seen?.members.sorted() ?? []
        let wanted = (members ?? Array(Set(old).union(added).subtracting(removed))).sorted()
        var commands: [[String]] = []
        var changes: ValueMap = [:]
        if seen == nil {
            commands.append(
                ["groupadd"] + (gid.map { ["-g", String($0)] } ?? []) + (isSystem ? ["-r"] : []) + [name])
            changes["name"] = .string(name)
        } else if let gid, let seen, gid != Int(seen.id) {
            commands.append(["groupmod", "-g", String(gid), name])
            changes["gid"] = .int(gid)
        }
        if wanted != old {
            commands.append(["gpasswd", "-M", wanted.joined(separator: ","), name])
            changes["members"] = .strings(wanted)
        }
        guard !commands.isEmpty else { return .satisfied("Group \(name) is present and up to date") }
        let lines = changes.map { "\($0.key.scalarText ?? ""): \($0.value.scalarText ?? JSON.write($0.value))" }
        let comment =
            seen == nil
            ? "Group \(name) set to be added"
            : "The following group attributes are set to be changed:\n\(lines.joined(separator: "\n"))\n"
        return .changing([commands], predicted: changes, comment: comment)
    }

    package func apply(_ commands: [[String]], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let isNew = commands.first?.first == "groupadd"
        for words in commands {
            let result = try await writer.commands.run(CommandRequest(.arguments(words)))
            guard result.exitCode == 0 else {
                return .failed("Failed to \(isNew ? "create" : "change") group \(name): \(result.everything)")
            }
        }
        guard let group = writer.accounts.group(name) else { return .failed("Failed to create group \(name)") }
        return Applied(
            isNew ? "New group \(name) created" : "The following group attributes have been changed: \(name)",
            changes: ["name": .string(name), "gid": .int(Int(group.id)), "members": .strings(group.members)])
    }
}
