package import Execution
import Host
package import Model
import Values

package struct UserPresent: StateFunction {
    package static let function: FunctionName = "user.present"
    package static let summary = "A user with certain attributes and groups"

    let name: String
    let attributes: UserAttributes

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        attributes = UserAttributes(&arguments)
    }

    package struct Observation: Sendable, Hashable {
        var account: Account?
        /// The names of the groups that the user is in, its own excluded.
        var groups: [String] = []
        var primaryGroup: String?
        /// The fields of its line in `/etc/shadow`, where they matter.
        var shadow: [String] = []
        var missingGroups: [String] = []
        /// Groups that are not there and may yet be.
        var comingGroups: [String] = []
        var optionalGroups: [String] = []
        /// The number of the group that is wanted as primary.
        var wantedGroup: UInt32?
    }

    package struct Change: Sendable, Hashable {
        var words: [String]
        var changes: ValueMap
        var isNew: Bool
        /// The options for `chage`.
        var aging: [String] = []
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(account: reader.accounts.user(name))
        let missing = (attributes.groups ?? []).filter { reader.accounts.group($0) == nil }
        // In a test a state before this one may yet make them.
        if run.isTest { seen.comingGroups = missing } else { seen.missingGroups = missing }
        seen.optionalGroups = attributes.optionalGroups.filter { reader.accounts.group($0) != nil }
        if let group = attributes.group {
            seen.wantedGroup = reader.accounts.group(group)?.id
            if seen.wantedGroup == nil, !run.isTest { seen.missingGroups.append(group) }
        }
        guard let account = seen.account else { return seen }
        seen.primaryGroup = reader.accounts.groupName(account.groupID)
        seen.groups = reader.accounts.groups(of: account).filter { $0 != account.groupID }
            .map(reader.accounts.groupName).sorted()
        if attributes.passwordHash != nil || attributes.aging.isAsked, reader.files.isFile("/etc/shadow") {
            let line = try reader.files.readText("/etc/shadow").split(separator: "\n").first {
                $0.hasPrefix("\(name):")
            }
            seen.shadow = line?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.missingGroups.isEmpty else {
            return .impossible("The following group(s) are not present: \(seen.missingGroups.joined(separator: ","))")
        }
        guard let account = seen.account else {
            let (aging, limits) = attributes.aging.differences(from: [])
            let change = Change(
                words: attributes.creation(of: name, optional: seen.optionalGroups), changes: limits, isNew: true,
                aging: aging)
            return .changing([change], predicted: ["name": .string(name)], comment: "User \(name) set to be added")
        }
        let (words, attributeChanges) = attributes.differences(
            from: account, groups: seen.groups + seen.comingGroups, optional: seen.optionalGroups,
            password: seen.shadow.count > 1 ? seen.shadow[1] : nil,
            wantedGroup: seen.wantedGroup)
        let (aging, limits) = attributes.aging.differences(from: seen.shadow)
        let changes = attributeChanges.merged(with: limits)
        guard !changes.isEmpty else { return .satisfied("User \(name) is present and up to date") }
        let lines = changes.map { "\($0.key.scalarText ?? ""): \($0.value.scalarText ?? JSON.write($0.value))" }
        return .changing(
            [
                Change(
                    words: words.isEmpty ? [] : ["usermod"] + words + [name], changes: changes, isNew: false,
                    aging: aging)
            ], predicted: changes,
            comment: "The following user attributes are set to be changed:\n\(lines.joined(separator: "\n"))\n")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let aging = change.aging.isEmpty ? [] : ["chage"] + change.aging + [name]
        for words in [change.words, aging] where !words.isEmpty {
            let result = try await writer.commands.run(CommandRequest(.arguments(words)))
            guard result.exitCode == 0 else {
                let verb = change.isNew ? "create" : "change"
                return .failed("Failed to \(verb) user \(name): \(result.everything)")
            }
        }
        guard change.isNew else { return Applied("Updated user \(name)", changes: change.changes) }
        guard let account = writer.accounts.user(name) else {
            return .failed("Failed to create user \(name): it is not there after useradd")
        }
        var changes: ValueMap = [
            "name": .string(account.name), "uid": .int(Int(account.id)), "gid": .int(Int(account.groupID)),
            "home": .string(account.home), "shell": .string(account.shell), "fullname": .string(account.fullName),
            "groups": .strings(writer.accounts.groups(of: account).map(writer.accounts.groupName).sorted()),
        ]
        if attributes.passwordHash != nil { changes["passwd"] = "XXX-REDACTED-XXX" }
        changes = changes.merged(with: change.changes)
        return Applied("New user \(name) created", changes: changes)
    }
}
