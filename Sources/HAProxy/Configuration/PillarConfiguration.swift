/// What the `haproxy` pillar asks for.
package struct PillarConfiguration: Sendable, Hashable {
    package var isEnabled = true
    package var logs: [LogTarget] = []
    package var frontends: [Frontend] = []
    package var backends: [Backend] = []
    package var timeouts = Timeouts()
    package var maximumConnections: Int?

    package init() {}

    /// One `log` line.
    package struct LogTarget: Sendable, Hashable {
        package var location: String
        package var facility: String
        package var severity: String?
    }

    package struct Timeouts: Sendable, Hashable {
        package var connect: Duration = .seconds(2)
        package var client: Duration = .seconds(60)
        package var server: Duration = .seconds(60)
        package var httpRequest: Duration = .seconds(10)
        /// Short, because an old worker lives until its idle clients are gone.
        package var httpKeepAlive: Duration = .seconds(5)
        package var queue: Duration = .seconds(10)
        package var check: Duration = .seconds(2)
        package var tunnel: Duration = .seconds(3600)
    }

    package struct Frontend: Sendable, Hashable {
        package var name: String
        package var acls: [AccessList] = []
        package var http: Bind?
        package var https: Bind?
        /// Plain requests are sent to https.
        package var redirectsToHTTPS = false
        package var healthcheck: FrontendHealthcheck?
        package var useBackends: [BackendRule] = []
        package var defaultBackend: String?
    }

    package struct Bind: Sendable, Hashable {
        package var address: String?
        package var port: Int
        /// The certificate with its key, PEM; only for https.
        package var certificate: String?
    }

    package struct AccessList: Sendable, Hashable {
        package var name: String
        package var condition: String
        package var isEnabled: Bool
    }

    /// A request that the frontend answers itself, so that whoever is before HAProxy sees that it lives.
    package struct FrontendHealthcheck: Sendable, Hashable {
        package var method: String
        package var path: String
        package var host: String?
    }

    package struct BackendRule: Sendable, Hashable {
        package var backend: String
        /// With its `if` or `unless`.
        package var condition: String
    }

    package struct Backend: Sendable, Hashable {
        package var name: String
        package var healthcheck: HealthCheck?
        package var balance = "roundrobin"
        package var servers: [StaticServer] = []
        package var containers: ContainerQuery?
    }

    package struct StaticServer: Sendable, Hashable {
        package var name: String
        package var address: String
        package var port: Int
        package var weight: Int?
        package var maximumConnections: Int?
        package var isBackup = false
        package var isChecked = true
        package var usesTLS = false
        package var verifies = true
    }

    /// `docker_local`: the containers of this minion with these labels are the servers; the caller looks them up.
    package struct ContainerQuery: Sendable, Hashable {
        package var port: Int
        /// Labels as Docker's filter takes them: `key` or `key=value`; a container must have all.
        package var labels: [String]
        package var slots: Int
    }
}
