import Docker
import TestSupport
import Values

/// Stands in for SHA-256 where a test needs only that equal texts have equal digests.
func plainDigest(_ text: String) -> String {
    "\(text.utf8.reduce(UInt64(5381)) { $0 &* 33 ^ UInt64($1) })-\(text.utf8.count)"
}

func specification(_ arguments: ValueMap) throws -> ContainerSpecification {
    var all = arguments
    if all["image"] == nil { all["image"] = .string(DockerEngine.image) }
    return try ContainerArguments.decode(all).specification
}

extension DockerClient {
    /// Makes a container as a state would and hands it to the body; it is gone afterwards.
    func withContainer<T>(
        _ arguments: ValueMap, starts: Bool = true,
        _ body: (_ name: String, _ asked: ContainerSpecification) async throws -> T
    ) async throws -> T {
        let name = "test-\(UInt32.random(in: 0 ... .max))"
        var asked = try specification(arguments)
        asked.imageID = try await images.inspect(asked.image).id
        let creation = asked.creation(plainDigest)
        _ = try await containers.create(name, configuration: creation.body)
        let outcome: Result<T, any Error>
        do {
            for (network, endpoint) in creation.connect {
                try await networks.connect(name, to: network, endpoint: endpoint)
            }
            for network in creation.disconnect { try await networks.disconnect(name, from: network) }
            if starts { try await containers.start(name) }
            outcome = .success(try await body(name, asked))
        } catch { outcome = .failure(error) }
        try await containers.remove(name, force: true, volumes: true)
        return try outcome.get()
    }

    func withNetwork<T>(_ options: ValueMap = [:], _ body: (_ name: String) async throws -> T) async throws -> T {
        let name = "net-\(UInt32.random(in: 0 ... .max))"
        _ = try await networks.create(name, options: options)
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(name)) } catch { outcome = .failure(error) }
        try await networks.remove(name)
        return try outcome.get()
    }
}
