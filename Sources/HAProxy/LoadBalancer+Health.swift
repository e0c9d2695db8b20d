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
}
