import Values

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

    /// The names of all backends.
    package func showBackends() async throws(HAProxyError) -> [String] {
        try await send("show backend").split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
