package import Execution
import Host
package import Model
import Values

package struct SSHAuthManage: StateFunction {
    package static let function: FunctionName = "ssh_auth.manage"
    package static let summary = "The keys with which a user may log in, and no others"

    let place: AuthorizedKeysPlace
    let wishes: [SSHAuthWish]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = AuthorizedKeysPlace(&arguments)
        let names = arguments.texts("ssh_keys") ?? []
        if names.isEmpty { arguments.refuse("ssh_keys", "'ssh_keys' names no key") }
        // Every key is decoded with the same options.
        var shared: ValueMap = [:]
        for name in ["enc", "comment", "options"] { shared[name] = arguments.value(name) }
        if let source = arguments.value("source"), source != "" {
            arguments.refuse("source", "'source' can't be used with 'ssh_keys'", hint: "use ssh_auth.present")
        }
        var wishes: [SSHAuthWish] = []
        for name in names {
            var decoder = ArgumentDecoder(shared)
            wishes.append(SSHAuthWish(name: name, &decoder))
            arguments.refuse(decoder.finish(for: "ssh_auth.manage"))
        }
        self.wishes = wishes
    }

    package struct Observation: Sendable, Hashable {
        /// The keys that are there and not wanted.
        var surplus: [String] = []
        var statuses: [AuthorizedKeys.Status] = []
        var result: AuthorizedKeys
        var isPossible: Bool
        var isTest: Bool
    }

    package struct Change: Sendable, Hashable {
        var keys: AuthorizedKeys
        var changes: ValueMap
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let current = try place.read(reader)
        var seen = Observation(result: current, isPossible: place.isPossible(reader), isTest: run.isTest)
        let wanted = Set(wishes.map(\.key.key))
        for key in try current.keys().map(\.key) where !wanted.contains(key) && !seen.surplus.contains(key) {
            seen.surplus.append(key)
            _ = try seen.result.remove(key)
        }
        for wish in wishes {
            let status = try seen.result.status(of: wish.key)
            seen.statuses.append(status)
            if status != .exists { try seen.result.set(wish.key) }
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard wishes.allSatisfy(\.key.isValid) else {
            return .impossible("Invalid public ssh key, most likely has spaces or invalid syntax")
        }
        guard seen.isPossible || seen.isTest else {
            return .impossible(
                "Failed to add the ssh key. Is the home directory available, and/or does the key file exist?")
        }
        var changes: ValueMap = [:]
        for key in seen.surplus { changes[key] = "Key removed" }
        var (done, planned): ([String], [String]) = ([], seen.surplus.map { "\($0) Key set for removal" })
        for (wish, status) in zip(wishes, seen.statuses) {
            let key = wish.key.key
            switch status {
            case .exists:
                done.append("The authorized host key \(key) is already present for user \(place.user)")
                planned.append(done[done.count - 1])
            case .add:
                changes[key] = "New"
                planned.append("Key \(key) for user \(place.user) is set to be added")
            case .update:
                changes[key] = "Updated"
                planned.append("Key \(key) for user \(place.user) is set to be updated")
            }
        }
        guard !changes.isEmpty else { return .satisfied(done.joined(separator: "\n")) }
        return .changing(
            [Change(keys: seen.result, changes: changes, comment: done.joined(separator: "\n"))], predicted: [:],
            comment: planned.joined(separator: "\n"))
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.write(change.keys, with: writer)
        return Applied(change.comment, changes: change.changes)
    }
}
