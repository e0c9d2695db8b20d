package import Execution
import Host
package import Model
import Values

package struct SSHKnownHostsPresent: StateFunction {
    package static let function: FunctionName = "ssh_known_hosts.present"
    package static let summary = "A host whose key is known, so that nobody is asked about it"

    let name: String
    let place: KnownHostsPlace
    let fingerprint: String?
    let key: String?
    let kind: String?
    let port: Int?
    let hashes: Bool
    /// Seconds.
    let timeout: Int
    let digest: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        place = KnownHostsPlace(&arguments)
        fingerprint = arguments.text("fingerprint")
        key = arguments.text("key")
        kind = arguments.text("enc")
        port = arguments.integer("port")
        hashes = arguments.flag("hash_known_hosts", default: true)
        timeout = arguments.integer("timeout", default: 5)
        digest = arguments.text("fingerprint_hash_type", default: "sha256").lowercased()
        if !["md5", "sha1", "sha256", "sha384", "sha512"].contains(digest) {
            arguments.refuse("fingerprint_hash_type", "The fingerprint_hash_type \(digest) is not supported.")
        }
        if key != nil, fingerprint != nil {
            arguments.refuse("key", "Specify either \"key\" or \"fingerprint\", not both.")
        } else if key != nil, kind == nil {
            arguments.refuse("key", "Required argument \"enc\" if using \"key\" argument.")
        }
        if let port, port != 22, hashes {
            arguments.refuse(
                "port", "argument port can not be used in conjunction with argument hash_known_hosts")
        }
    }

    private var address: String { port.map { $0 == 22 ? name : "[\(name)]:\($0)" } ?? name }

    package struct Observation: Sendable, Hashable {
        var hasUser: Bool
        var stored: [KnownHost]
        /// What the host itself shows; nil when it was not asked.
        var shown: [KnownHost]?
        var text: String
        var isTest: Bool
    }

    package struct Change: Sendable, Hashable {
        var text: String
        var new: [KnownHost]
        var old: [KnownHost]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let path = place.path(reader.accounts)
        let stored = try await place.entries(of: address, fingerprintsAs: digest, reader)
        let text = try path.flatMap { reader.files.isFile($0) ? try reader.files.readText($0) : nil } ?? ""
        var seen = Observation(hasUser: path != nil, stored: stored, text: text, isTest: run.isTest)
        let isOpen = needsUpdate(stored) || fingerprint == nil
        if seen.hasUser, key == nil, isOpen, !run.isTest { seen.shown = try await scan(reader) }
        return seen
    }

    private func scan(_ reader: HostReader) async throws -> [KnownHost] {
        for _ in 0..<5 {
            let query = HostQuery.hostKeys(of: name, port: port, kind: kind, areHashed: hashes, timeout: timeout)
            let found = try KnownHost.read(try await reader.queries.answer(to: query).stdout, fingerprintsAs: digest)
            if !found.isEmpty { return found }
        }
        return []
    }

    private func keys(_ stored: [KnownHost]) -> [String] {
        stored.filter { kind == nil || $0.kind == kind }.map(\.key)
    }

    private func needsUpdate(_ stored: [KnownHost]) -> Bool {
        if stored.isEmpty { return true }
        if let fingerprint { return !stored.contains { $0.fingerprint == fingerprint } }
        return key.map { !keys(stored).contains($0) } ?? false
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.hasUser else { return .impossible(place.problem) }
        let needsUpdate = needsUpdate(seen.stored)
        if seen.isTest {
            guard needsUpdate else { return .satisfied("Host \(name) is already in \(place.config)") }
            return .changing(
                [Change(text: "", new: [], old: [])], predicted: [:],
                comment:
                    "Key for \(name) is set to be \(seen.stored.isEmpty ? "added to" : "updated in") \(place.config)")
        }
        let satisfied = Plan<Change>.satisfied("\(name) already exists in \(place.config)")
        var new: [KnownHost] = []
        if let key {
            guard needsUpdate else { return satisfied }
            new = [KnownHost(hostname: name, kind: kind ?? "", key: key)]
        } else {
            if !needsUpdate, fingerprint != nil { return satisfied }
            new = seen.shown ?? []
            guard !new.isEmpty else { return .impossible("Unable to receive remote host keys") }
            if let fingerprint, !new.contains(where: { $0.fingerprint == fingerprint }) {
                return .impossible(
                    "Remote host public keys found but none of their fingerprints match the one you have provided")
            }
            if !needsUpdate, Set(new.map(\.key)) == Set(keys(seen.stored)) { return satisfied }
        }
        let change = Change(text: text(seen, new), new: new, old: seen.stored)
        return .changing([change], predicted: [:], comment: "")
    }

    /// The file without the host's old lines and with the new ones.
    private func text(_ seen: Observation, _ new: [KnownHost]) -> String {
        let outdated = Set(seen.stored.filter { kind == nil || $0.kind == kind }.compactMap(\.line))
        var lines = TextLines.whole(seen.text).enumerated().filter { !outdated.contains($0.offset + 1) }.map(\.element)
        if let last = lines.last, !last.hasSuffix("\n") { lines[lines.count - 1] += "\n" }
        for host in new {
            let isPlain = hashes || port == nil || port == 22 || host.hostname.contains(":")
            lines.append("\(isPlain ? host.hostname : "[\(host.hostname)]:\(port ?? 22)") \(host.kind) \(host.key)\n")
        }
        return lines.joined()
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.write(change.text, with: writer)
        if key != nil, hashes { _ = try await place.keygen("-H", with: writer) }
        let isNumbered = !hashes && port != nil && port != 22
        let changes: ValueMap = [
            "old": change.old.isEmpty ? nil : .list(change.old.map { $0.shown() }),
            "new": .list(change.new.map { $0.shown(port: isNumbered && !$0.hostname.contains(":") ? port : nil) }),
        ]
        let first = change.new.first
        if key != nil || (fingerprint == nil && kind != nil) {
            let adjective = key == nil ? "\(kind ?? "") " : ""
            return Applied(
                "\(name)'s \(adjective)key saved to \(place.config) (key: \(first?.key ?? ""))", changes: changes)
        }
        if fingerprint != nil {
            return Applied(
                "\(name)'s key saved to \(place.config) (fingerprint: \(first?.fingerprint ?? ""))", changes: changes)
        }
        return Applied("\(name)'s key(s) saved to \(place.config)", changes: changes)
    }
}
