package import Execution
import Host
package import Model
import Values

package struct SSHAuthPresent: StateFunction {
    package static let function: FunctionName = "ssh_auth.present"
    package static let summary = "Keys with which a user may log in"

    let name: String
    let place: AuthorizedKeysPlace
    let wish: SSHAuthWish

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        place = AuthorizedKeysPlace(&arguments)
        wish = SSHAuthWish(name: name, &arguments)
    }

    package struct Observation: Sendable, Hashable {
        var current: AuthorizedKeys
        /// Nil when the source is not there.
        var wanted: [SSHKey]?
        var statuses: [AuthorizedKeys.Status] = []
        var result: AuthorizedKeys
        var isPossible = true
        var isTest: Bool
    }

    package struct Change: Sendable, Hashable {
        var keys: AuthorizedKeys
        var comment: String
        var word: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let current = try place.read(reader)
        var seen = Observation(current: current, result: current, isTest: run.isTest)
        seen.wanted = try await wish.keys(reader, run)
        seen.isPossible = place.isPossible(reader)
        for key in seen.wanted ?? [] {
            let status = try current.status(of: key)
            seen.statuses.append(status)
            if status != .exists { try seen.result.set(key) }
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        let key = wish.source == nil ? wish.key.key : name
        guard let wanted = seen.wanted else {
            return .impossible("Failed to add the ssh key. Source file \(wish.source ?? "") is missing")
        }
        guard !wanted.isEmpty else {
            return .impossible("No keys detected in \(wish.source ?? ""). Is file properly formatted?")
        }
        guard wanted.allSatisfy(\.isValid) else {
            return .impossible("Invalid public ssh key, most likely has spaces or invalid syntax")
        }
        guard seen.isPossible || seen.isTest else {
            return .impossible(
                "Failed to add the ssh key. Is the home directory available, and/or does the key file exist?")
        }
        guard seen.statuses.contains(where: { $0 != .exists }) else {
            if let source = wish.source, seen.isTest {
                return .satisfied("All host keys in file \(source) are already present")
            }
            return .satisfied("The authorized host key \(key) is already present for user \(place.user)")
        }
        let isUpdate = seen.statuses.contains(.update)
        let change = Change(
            keys: seen.result,
            comment: "The authorized host key \(key) for user \(place.user) was \(isUpdate ? "updated" : "added")",
            word: isUpdate ? "Updated" : "New")
        return .changing([change], predicted: [:], comment: testComment(wanted, seen.statuses))
    }

    private func testComment(_ keys: [SSHKey], _ statuses: [AuthorizedKeys.Status]) -> String {
        if wish.source != nil {
            return zip(keys, statuses).filter { $1 != .exists }.map { "Set to \($1.rawValue): \($0.key)\n" }.joined()
        }
        let verb = statuses.contains(.update) ? "updated" : "added"
        return "Key \(wish.key.key) for user \(place.user) is set to be \(verb)"
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.write(change.keys, with: writer)
        var changes: ValueMap = [:]
        changes[wish.source == nil ? wish.key.key : name] = .string(change.word)
        return Applied(change.comment, changes: changes)
    }
}
