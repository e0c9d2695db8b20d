package import Execution
import Host
package import Model
import Values

package struct SSHKnownHostsAbsent: StateFunction {
    package static let function: FunctionName = "ssh_known_hosts.absent"
    package static let summary = "A host of which no key is known"

    let name: String
    let place: KnownHostsPlace

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        place = KnownHostsPlace(&arguments)
    }

    package struct Observation: Sendable, Hashable {
        var hasUser: Bool
        var stored: [KnownHost]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            hasUser: place.path(reader.accounts) != nil,
            stored: try await place.entries(of: name, fingerprintsAs: "sha256", reader))
    }

    package func plan(_ seen: Observation) -> Plan<[KnownHost]> {
        guard seen.hasUser else { return .impossible(place.problem) }
        guard !seen.stored.isEmpty else { return .satisfied("Host is already absent") }
        return .changing(
            [seen.stored], predicted: [:], comment: "Key for \(name) is set to be removed from \(place.config)")
    }

    package func apply(_ old: [KnownHost], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let result = try await place.keygen("-R", [name], with: writer)
        guard result.exitCode == 0 else { return .failed(result.everything) }
        return Applied(result.everything, changes: ["old": .list(old.map { $0.shown() }), "new": nil])
    }
}
