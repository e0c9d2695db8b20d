extension LoadBalancer {
    /// What HAProxy thinks of a server that is in a slot and may have traffic.
    package struct ServerHealth: Sendable, Hashable {
        package var slot: ServerReference
        package var server: BackendServer
        /// HAProxy's word: `UP`, `DOWN`, `UP 1/2`, ...
        package var status: String
        /// The result of the last check: `L7OK`, `L4CON`, `INI`, ...
        package var check: String
        /// It is up by a check that passed, and not only because it was just made ready.
        package var isHealthy: Bool
    }

    /// HAProxy's own view of the servers of a backend that are ready, in the order of the slots.
    package func health(of backend: String) async throws(HAProxyError) -> [ServerHealth] {
        let rows = try await worker.showStatistics(of: backend)
        return try await worker.showServersState(backend: backend)
            .filter { $0.administration == .ready }
            .compactMap { state in
                guard let row = rows.first(where: { $0.service == state.reference.server && $0.kind == .server }) else {
                    return nil
                }
                return ServerHealth(
                    slot: state.reference, server: state.target, status: row.status, check: row.checkStatus ?? "none",
                    isHealthy: row.isUp && (row.hasPassedCheck || row.status == "no check"))
            }
    }

    /// Waits until every ready server of a backend answers a direct probe and is healthy in HAProxy's view too.
    /// - Throws: `serverUnhealthy` with what is wrong with each, when the deadline passes or the backend has no server.
    package func waitUntilHealthy(
        _ backend: String, check: HealthCheck, deadline: Duration
    ) async throws(HAProxyError) -> [ServerHealth] {
        let end = ContinuousClock.now.advanced(by: deadline)
        while true {
            let servers = try await health(of: backend)
            let reasons = try await unhealthyReasons(servers, check)
            if !servers.isEmpty, reasons.isEmpty { return servers }
            guard ContinuousClock.now.advanced(by: check.interval) < end else {
                throw .serverUnhealthy(
                    server: "backend '\(backend)'",
                    reason: servers.isEmpty ? "it has no server" : reasons.joined(separator: "; "))
            }
            do { try await Task.sleep(for: check.interval) } catch {
                throw .cancelled(action: "wait until \(backend) is healthy")
            }
        }
    }

    private func unhealthyReasons(_ servers: [ServerHealth], _ check: HealthCheck) async throws(HAProxyError)
        -> [String]
    {
        let probe = HealthProbe(check: check)
        var reasons: [String] = []
        for server in servers {
            do throws(HAProxyError) {
                _ = try await probe.probe(server.server)
                if !server.isHealthy {
                    reasons.append("HAProxy says \(server.server) is \(server.status), last check \(server.check)")
                }
            } catch {
                guard case .serverUnhealthy = error else { throw error }
                reasons.append("\(error)")
            }
        }
        return reasons
    }
}
