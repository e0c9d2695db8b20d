/// An application whose stacks are behind a frontend: three backends with empty slots, and the map decides between
/// them.
package struct RegisteredApplication: Sendable, Hashable {
    package var name: String
    /// A frontend that the `haproxy` pillar declares.
    package var frontend: String
    /// Only requests for these host names are the application's; none means all requests of the frontend.
    package var hosts: [String]
    package var internalRules: InternalRules
    /// How servers are checked, unless `checks` has the backend.
    package var health: HealthCheck
    /// Checks of single backends by their names: a stack keeps the one that it was released with.
    package var checks: [String: HealthCheck] = [:]
    /// Server slots of each of the three backends.
    package var slots: Int
    package var options: Options

    package init(
        name: String, frontend: String, hosts: [String] = [], internalRules: InternalRules = InternalRules(),
        health: HealthCheck = HealthCheck(), slots: Int = SlotTable.defaultCount, options: Options = Options()
    ) {
        self.name = name
        self.frontend = frontend
        self.hosts = hosts
        self.internalRules = internalRules
        self.health = health
        self.slots = slots
        self.options = options
    }

    /// Who sees the stack in `release`; any one rule that matches is enough, and no rules means nobody.
    package struct InternalRules: Sendable, Hashable {
        /// Addresses and networks: `10.0.2.0/16`.
        package var sources: [String]
        /// Header names in order of declaration, with the value that they must have.
        package var headers: [NamedValue]
        package var cookies: [NamedValue]

        package init(sources: [String] = [], headers: [NamedValue] = [], cookies: [NamedValue] = []) {
            self.sources = sources
            self.headers = headers
            self.cookies = cookies
        }

        package var isEmpty: Bool { sources.isEmpty && headers.isEmpty && cookies.isEmpty }
    }

    package struct NamedValue: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Options: Sendable, Hashable {
        package var balance: String
        /// Most concurrent requests of one server; more wait in HAProxy's queue.
        package var serverMaximumConnections: Int?
        /// Repeat GET, HEAD and OPTIONS on another server when a server closes before it answers.
        package var retriesEmptyResponses: Bool

        package init(
            balance: String = "roundrobin", serverMaximumConnections: Int? = nil, retriesEmptyResponses: Bool = false
        ) {
            self.balance = balance
            self.serverMaximumConnections = serverMaximumConnections
            self.retriesEmptyResponses = retriesEmptyResponses
        }
    }

    /// The three backends; which of them is active, release or inactive is the map's business alone.
    package var backendNames: [String] { ["a", "b", "c"].map { "\(name)_\($0)" } }

    /// The roles that a backend can have, and its key in the map.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        case active
        case release
        case inactive
    }

    package func check(of backend: String) -> HealthCheck { checks[backend] ?? health }

    package func mapKey(_ role: Role) -> String { "\(name).\(role.rawValue)" }
}
