package import Execution
import Host
package import Model
import Values

package struct SSHAuthAbsent: StateFunction {
    package static let function: FunctionName = "ssh_auth.absent"
    package static let summary = "Keys with which a user may not log in"

    let name: String
    let place: AuthorizedKeysPlace
    let wish: SSHAuthWish

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        place = AuthorizedKeysPlace(&arguments)
        wish = SSHAuthWish(name: name, &arguments)
    }

    package struct Observation: Sendable, Hashable {
        /// Nil when the source is not there.
        var wanted: [SSHKey]?
        /// The keys of those that are there.
        var present: [String] = []
        var result: AuthorizedKeys
        var isTest: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(result: try place.read(reader), isTest: run.isTest)
        seen.wanted = try await wish.keys(reader, run)
        for key in seen.wanted ?? [] where try seen.result.remove(key.key) { seen.present.append(key.key) }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<AuthorizedKeys> {
        guard let wanted = seen.wanted else {
            return .impossible("Failed to remove the ssh keys. Source file \(wish.source ?? "") is missing")
        }
        guard !wanted.isEmpty else {
            return .impossible("No keys detected in \(wish.source ?? ""). Is file properly formatted?")
        }
        guard !seen.present.isEmpty else {
            if let source = wish.source, seen.isTest {
                return .satisfied("All host keys in file \(source) are already absent")
            }
            return .satisfied(seen.isTest ? "Key is already absent" : "Key not present")
        }
        let comment =
            wish.source == nil
            ? "Key \(wish.key.key) for user \(place.user) is set for removal"
            : seen.present.map { "Set to remove: \($0)\n" }.joined()
        return .changing([seen.result], predicted: [:], comment: comment)
    }

    package func apply(_ keys: AuthorizedKeys, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.write(keys, with: writer)
        var changes: ValueMap = [:]
        changes[wish.source == nil ? wish.key.key : name] = "Removed"
        return Applied("Key removed", changes: changes)
    }
}
