import Docker
import Logging
import Values

extension DockerClient {
    /// Makes a container with its networks. When a network refuses it, the container is removed again.
    /// - Returns: its id.
    func make(_ creation: ContainerCreation, named name: String, _ logger: Logger) async throws(DockerError) -> String {
        let (id, warnings) = try await containers.create(name, configuration: creation.body)
        for warning in warnings {
            logger.warning("the engine warns", metadata: ["container": "\(name)", "warning": "\(warning)"])
        }
        do throws(DockerError) {
            for (network, endpoint) in creation.connect {
                try await networks.connect(id, to: network, endpoint: endpoint)
            }
            for network in creation.disconnect { try await networks.disconnect(id, from: network) }
        } catch {
            await clearAway(id, logger)
            throw error
        }
        return id
    }

    /// Removes what was half made; that it can't be is only logged, the reason to do so matters more.
    func clearAway(_ id: String, _ logger: Logger) async {
        do throws(DockerError) { try await containers.remove(id, force: true, volumes: true) } catch {
            logger.warning("a container is left behind", metadata: ["id": "\(id)", "reason": "\(error)"])
        }
    }

    /// Starts a container and watches for a moment whether it stays up.
    /// - Returns: why it does not run, as a sentence, or nil when it does.
    func bringUp(_ id: String, named name: String) async throws(DockerError) -> String? {
        do throws(DockerError) { try await containers.start(id) } catch {
            return "Failed to start container '\(name)': \(error)"
        }
        guard let reason = try await ContainerSettling(docker: self).problem(with: id) else { return nil }
        return "Container is not running: '\(name)' \(reason)"
    }

    /// Stops a container and removes it. One that removes itself when it stops, or is gone already, is fine too.
    /// - Parameter timeout: how long it is given to stop; nil for its own `stop_timeout`, or 10 s.
    func discard(_ id: String, timeout: Duration? = nil, volumes: Bool = false) async throws(DockerError) {
        do throws(DockerError) {
            if try await containers.inspect(id).state.isPaused { try await containers.unpause(id) }
            try await containers.stop(id, timeout: timeout)
        } catch {
            guard case .notFound = error else { throw error }
            return
        }
        try await remove(id, volumes: volumes)
    }

    /// Removes a container; when somebody else is just doing so, waits until it is gone.
    func remove(_ id: String, force: Bool = false, volumes: Bool = false) async throws(DockerError) {
        do throws(DockerError) { try await containers.remove(id, force: force, volumes: volumes) } catch {
            switch error {
            case .notFound: return
            case .conflict(_, _, let message) where message.contains("already in progress"):
                try await waitUntilGone(id)
            default: throw error
            }
        }
    }

    private func waitUntilGone(_ id: String) async throws(DockerError) {
        let limit: Duration = .seconds(30)
        let end = ContinuousClock.now + limit
        while try await containers.find(id) != nil {
            guard ContinuousClock.now < end else { throw .timedOut(what: "removing container \(id)", after: limit) }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled }
        }
    }
}
