import Docker
import Execution
import Logging
import Values

/// Brings one container to what was asked for and keeps account of what was done.
struct ContainerWork: Sendable {
    let name: String
    let asked: ContainerSpecification
    let options: ContainerRunOptions
    let docker: DockerClient
    let logger: Logger
    private var changes = ValueMap()
    private var comments: [String] = []

    init(
        name: String, asked: ContainerSpecification, options: ContainerRunOptions, docker: DockerClient, logger: Logger
    ) {
        self.name = name
        self.asked = asked
        self.options = options
        self.docker = docker
        self.logger = logger
    }

    /// What was done stays in the changes when a step fails.
    mutating func carryOut(_ steps: ContainerSteps) async -> Applied {
        var problem: String?
        do throws(DockerError) {
            let id = try await make(steps)
            if steps.starts { problem = try await start(id, from: steps) }
        } catch {
            problem = "\(error)"
        }
        if let problem { comments.append(problem) }
        if comments.isEmpty { comments.append("Container '\(name)' runs again") }
        return Applied(ContainerComments.joined(comments), changes: changes, succeeded: problem == nil)
    }

    private mutating func make(_ steps: ContainerSteps) async throws(DockerError) -> String {
        if steps.making == .create || steps.making == .replace { try await clearLeftover() }
        var desired = asked
        desired.imageID = steps.imageID
        let creation = desired.creation(SpecificationDigest.sha256)
        switch (steps.making, steps.old) {
        case (.keep, let old?): return old.id
        case (.update(let update), let old?):
            try await carryOut(update, on: old.id)
            changes["container"] = .map(steps.differences.report)
            return old.id
        case (_, let old?): return try await replace(old, with: creation, steps.differences)
        case (_, nil):
            let id = try await docker.make(creation, named: name, logger)
            changes["container_id"] = ["added": .string(id)]
            comments.append("Created container '\(name)'")
            return id
        }
    }

    /// The name of a new container until the old one is gone.
    private var nextName: String { "\(name)-pigeon-next" }

    /// A run that was cut off in the middle of a replacement has left the new container behind, not yet started.
    private func clearLeftover() async throws(DockerError) {
        guard let leftover = try await docker.containers.find(nextName), leftover.name == nextName else { return }
        try await docker.remove(leftover.id, volumes: true)
    }

    /// The new container is there before the old one goes: what the engine refuses leaves the old one running.
    private mutating func replace(
        _ old: ContainerDetails, with creation: ContainerCreation, _ differences: [FieldChange]
    ) async throws(DockerError) -> String {
        let id = try await docker.make(creation, named: nextName, logger)
        do throws(DockerError) {
            try await docker.discard(old.id, timeout: options.shutdownTimeout)
            changes["container_id"] = ["removed": .strings([old.id])]
            try await docker.containers.rename(id, to: name)
        } catch {
            await docker.clearAway(id, logger)
            throw error
        }
        if differences.isEmpty { changes["forced_update"] = true }
        if !differences.isEmpty { changes["container"] = .map(differences.report) }
        changes["container_id"] = ["removed": .strings([old.id]), "added": .string(id)]
        comments.append("Replaced container '\(name)'")
        return id
    }

    private mutating func carryOut(_ update: ContainerUpdate, on id: String) async throws(DockerError) {
        if !update.resources.isEmpty {
            for warning in try await docker.containers.update(id, update.resources) {
                logger.warning("the engine warns", metadata: ["container": "\(name)", "warning": "\(warning)"])
            }
            comments.append("Updated container '\(name)' without replacing it")
        }
        let stays = Set(update.connect.map(\.network))
        for network in update.disconnect {
            try await docker.networks.disconnect(id, from: network)
            if !stays.contains(network) { comments.append("Disconnected from network '\(network)'") }
        }
        for connection in update.connect {
            try await docker.networks.connect(id, to: connection.network, endpoint: connection.endpoint)
            comments.append(
                update.disconnect.contains(connection.network)
                    ? "Reconnected to network '\(connection.network)' with updated configuration"
                    : "Connected to network '\(connection.network)'")
        }
    }

    /// - Returns: why it doesn't run, or nil when it does.
    private mutating func start(_ id: String, from steps: ContainerSteps) async throws(DockerError) -> String? {
        let before = steps.old.map(\.state.word)
        if steps.making != .replace, before == "paused" {
            try await docker.containers.unpause(id)
        } else {
            do throws(DockerError) { try await docker.containers.start(id) } catch {
                return "Failed to start container '\(name)': \(error)"
            }
        }
        if let reason = try await ContainerSettling(docker: docker).problem(with: id) {
            return "Container is not running: '\(name)' \(reason)"
        }
        if before != "running" { changes["state"] = ["old": Value(before), "new": "running"] }
        if let before, before != "running" { comments.append("State changed from '\(before)' to 'running'") }
        return nil
    }
}
