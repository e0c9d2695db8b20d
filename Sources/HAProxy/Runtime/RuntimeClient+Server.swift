extension RuntimeClient {
    package func setAddress(of server: ServerReference, to target: BackendServer) async throws(HAProxyError) {
        let command = "set server \(try word(server.description)) addr \(try word(target.address)) port \(target.port)"
        let answer = try await send(command)
        let isDone = answer.isEmpty || answer.contains("changed from") || answer.contains("no need to change")
        guard isDone else { throw .commandRefused(command: command, answer: firstLine(answer)) }
    }

    package func setState(of server: ServerReference, to state: ServerAdministration) async throws(HAProxyError) {
        try await perform("set server \(try word(server.description)) state \(state.rawValue)")
    }

    /// - Parameter weight: 0 to 256; 0 means no new requests, as with `drain`.
    package func setWeight(of server: ServerReference, to weight: Int) async throws(HAProxyError) {
        try await perform("set server \(try word(server.description)) weight \(weight)")
    }

    package func setHealth(of server: ServerReference, to health: ForcedHealth) async throws(HAProxyError) {
        try await perform("set server \(try word(server.description)) health \(health.rawValue)")
    }

    /// Cuts the requests in flight on a server: their clients get 502. The last resort when a drain's deadline has
    /// passed.
    package func shutdownSessions(of server: ServerReference) async throws(HAProxyError) {
        try await perform("shutdown sessions server \(try word(server.description))")
    }

    /// The names of all backends.
    package func showBackends() async throws(HAProxyError) -> [String] {
        try await send("show backend").split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
