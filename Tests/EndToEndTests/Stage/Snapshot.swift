import Testing

/// Everything that must be the same when nothing was to change.
struct Snapshot: Sendable {
    let containers: [String: ContainerView]
    let networks: [String: String]
    let worker: Int
    let map: [String: String]
    let mapFile: String
    let configuration: String
    let stacks: String

    /// What is different, a sentence each.
    func differences(from before: Snapshot) -> [String] {
        var differences: [String] = []
        func compare<T: Equatable>(_ name: String, _ old: T, _ new: T) {
            if old != new { differences.append("\(name) was \(old) and is \(new)") }
        }
        func compare<T: Equatable>(_ name: String, _ old: [String: T], _ new: [String: T]) {
            for key in Set(old.keys).union(new.keys).sorted() { compare("\(name) \(key)", old[key], new[key]) }
        }
        compare("container", before.containers, containers)
        compare("network", before.networks, networks)
        compare("HAProxy's worker", before.worker, worker)
        compare("the running map's", before.map, map)
        compare("the map file", before.mapFile, mapFile)
        let (old, new) = (Self.lines(before.configuration), Self.lines(configuration))
        differences += old.subtracting(new).sorted().map { "haproxy.cfg has lost '\($0)'" }
        differences += new.subtracting(old).sorted().map { "haproxy.cfg has got '\($0)'" }
        compare("the stacks", before.stacks, stacks)
        return differences
    }

    /// The lines of a configuration with the sections that they belong to.
    private static func lines(_ configuration: String) -> Set<String> {
        var section = ""
        return Set(
            configuration.split(separator: "\n").map { line in
                if !line.hasPrefix(" ") { section = String(line) }
                return "\(section):\(line)"
            })
    }
}

extension Stage {
    func snapshot() async throws -> Snapshot {
        Snapshot(
            containers: try await containers(), networks: try await networks(), worker: try haproxy.worker,
            map: TextFile.exists(mapFile) ? try haproxy.map(mapFile) : [:],
            mapFile: TextFile.exists(mapFile) ? try TextFile.read(mapFile) : "",
            configuration: try TextFile.read("\(directory)/haproxy/haproxy.cfg"),
            stacks: try await pigeon("--out", "json", "stack", "status").out)
    }

    /// Looks that nothing is different now.
    func expectUnchanged(since before: Snapshot, at location: Testing.SourceLocation = #_sourceLocation) async throws {
        let differences = try await snapshot().differences(from: before)
        #expect(differences == [], sourceLocation: location)
    }
}
