package import HAProxy
package import Host
import Values

/// What states may do to the HAProxy of this host.
package struct HAProxyWriter: Sendable {
    let balancer: LoadBalancer
    let service: String?
    let services: any ServiceWriting

    package init(balancer: LoadBalancer, service: String?, services: any ServiceWriting) {
        self.balancer = balancer
        self.service = service
        self.services = services
    }

    private var files: RegisteredApplicationFiles {
        RegisteredApplicationFiles(directory: balancer.settings.applicationsDirectory)
    }

    /// Brings HAProxy to a configuration; when it does not run, only the file is written.
    func apply(_ configuration: WantedConfiguration) async throws -> LoadBalancer.ApplyOutcome {
        try await balancer.apply(
            pillar: configuration.pillar, applications: configuration.applications, servers: configuration.servers)
    }

    func record(pillar: Value) throws {
        try AtomicFile.makeFolder(balancer.settings.mapsDirectory)
        try AtomicFile.write(JSON.write(pillar, style: .pretty) + "\n", to: balancer.settings.pillarRecord)
    }

    func save(_ application: RegisteredApplication) throws { try files.save(application) }

    func removeApplication(_ name: String) throws { try files.remove(name) }

    /// Starts HAProxy by its service, or itself where there is none.
    func start() async throws {
        guard let service else {
            _ = try await balancer.start()
            return
        }
        let result = try await services.tell(service, .start)
        guard result.exitCode == 0 else {
            throw HAProxyError.programFailed(program: "the service \(service)", reason: result.stderr)
        }
    }
}
