import Docker
import Glibc
package import HAProxy
import Values

/// What states may look at of the HAProxy of this host.
package struct HAProxyReader: Sendable {
    let balancer: LoadBalancer
    /// The servers that a `docker_local` query means.
    let containers: DockerServers

    package init(balancer: LoadBalancer, containers: DockerServers) {
        self.balancer = balancer
        self.containers = containers
    }

    var settings: HAProxySettings { balancer.settings }

    func isRunning() async throws -> Bool { try await balancer.running() != nil }

    func applications() throws -> [RegisteredApplication] {
        try RegisteredApplicationFiles(directory: settings.applicationsDirectory).load()
    }

    /// The `haproxy` pillar that was applied last; nil before the first time.
    func recordedPillar() throws -> Value? {
        guard let text = try AtomicFile.read(settings.pillarRecord) else { return nil }
        return try JSON.read(text, file: settings.pillarRecord)
    }

    /// What a configuration would change; nothing is changed.
    func difference(_ configuration: WantedConfiguration) async throws -> LoadBalancer.ApplyOutcome {
        try await balancer.apply(
            pillar: configuration.pillar, applications: configuration.applications, servers: configuration.servers,
            isTest: true)
    }

    /// The servers of every backend that names containers.
    func servers(of pillar: PillarConfiguration) async throws -> [String: [BackendServer]] {
        var servers: [String: [BackendServer]] = [:]
        for backend in pillar.backends {
            guard let query = backend.containers else { continue }
            servers[ProxyName.sanitised(backend.name)] = try await containers.matching(query)
        }
        return servers
    }
}

/// What HAProxy is to be: what the pillar says, the applications, and who serves.
struct WantedConfiguration: Sendable {
    var pillar: PillarConfiguration
    var applications: [RegisteredApplication]
    var servers: [String: [BackendServer]] = [:]
}

extension HAProxySettings {
    /// The `haproxy` pillar as it was applied last: what an application is added to.
    var pillarRecord: String { "\(mapsDirectory)/pillar.json" }
}
