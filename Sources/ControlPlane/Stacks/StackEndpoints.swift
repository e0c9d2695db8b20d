import Model
import Values

/// Where the backends of a stack listen, as the minions that run them say (`docker.endpoints`).
struct StackEndpoints: Sendable {
    private struct Endpoint: Sendable {
        let minion: MinionID
        let name: String
        /// Address and port of the container on the load balancers' network: reachable on its own host.
        let inside: Value?
        /// Address of the host and the published port: reachable from other hosts.
        let outside: Value?
    }

    private var endpoints: [Endpoint] = []
    /// A sentence for each minion that can't say, and for a stack without backends.
    private(set) var problems: [String] = []
    /// Whether a minion gave no answer or could not ask its engine, so that nothing is known of its containers.
    private(set) var isIncomplete = false

    /// `docker.endpoints` returns a list of `{name, address, port, host_address, host_port}`, and exit code 2 for a
    /// container that does not run.
    ///
    /// - Parameter isLenient: whether a stack may have no backends.
    init(_ answer: FleetAnswer, isLenient: Bool = false) {
        for minion in answer.minions {
            guard let value = answer.answer(of: minion), value.isSuccess, let list = value.value.list else {
                let outcome = answer.outcomes[minion] ?? .unreachable
                problems.append("\(minion): \(StepAnswer.reason(outcome))")
                if answer.answer(of: minion)?.retcode != 2 { isIncomplete = true }
                continue
            }
            endpoints += list.map { Self.endpoint($0, minion) }
        }
        if problems.isEmpty, endpoints.isEmpty, !isLenient {
            problems.append(
                "no container of the stack registers as a backend\n  hint: label the service that serves requests with register_backend=true"
            )
        }
    }

    var count: Int { endpoints.count }

    /// The servers as a load balancer reaches them, named after their containers.
    ///
    /// - Throws: a `Diagnostic` for a container that it can't reach: none is left out silently.
    func servers(seenFrom balancer: MinionID) throws(Diagnostic) -> [Value] {
        var servers: [Value] = []
        for endpoint in endpoints {
            let place = endpoint.minion == balancer ? endpoint.inside ?? endpoint.outside : endpoint.outside
            guard let place = place?.map else {
                throw Diagnostic(
                    "\(balancer) can't reach \(endpoint.name) on \(endpoint.minion): it has no address there",
                    hint:
                        "connect it to 'loadbal:default_network', or publish its port for load balancers on other hosts"
                )
            }
            servers.append(.map((["name": .string(endpoint.name)] as ValueMap).merged(with: place)))
        }
        return servers
    }

    /// Whether a load balancer reaches every one of them.
    func areReachable(from balancer: MinionID) -> Bool {
        endpoints.allSatisfy { $0.outside != nil || ($0.minion == balancer && $0.inside != nil) }
    }

    private static func endpoint(_ value: Value, _ minion: MinionID) -> Endpoint {
        func place(_ address: String, _ port: String) -> Value? {
            guard let host = value[address]?.string, !host.isEmpty, let port = value[port]?.int else { return nil }
            return ["address": .string(host), "port": .int(port)]
        }
        return Endpoint(
            minion: minion, name: value["name"]?.string ?? "", inside: place("address", "port"),
            outside: place("host_address", "host_port"))
    }
}
