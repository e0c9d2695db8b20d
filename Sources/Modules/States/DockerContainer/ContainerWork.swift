import Cryptography
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
            try await carryOut(steps.recovery)
            problem = try await bring(steps)
        } catch {
            problem = "\(error)"
        }
        if let problem { comments.append(problem) }
        if comments.isEmpty { comments.append("Container '\(name)' runs again") }
        return Applied(ContainerComments.joined(comments), changes: changes, succeeded: problem == nil)
    }

    private mutating func carryOut(_ recovery: ReplacementRecovery) async throws(DockerError) {
        guard !recovery.isEmpty else { return }
        // Which of the two it is does not matter: the data of an old container outlives it here as in a replacement that goes through.
        for id in recovery.remove { try await docker.remove(id, force: true) }
        if let id = recovery.putBack { try await docker.containers.rename(id, to: name) }
        changes = recovery.report
        comments.append("Cleared up after a replacement of container '\(name)' that was cut off")
    }

    /// - Returns: why it is not as it was asked for, or nil when it is.
    private mutating func bring(_ steps: ContainerSteps) async throws(DockerError) -> String? {
        var desired = asked
        desired.imageID = steps.imageID
        let creation = desired.creation(SHA256.hex(ofText:))
        let id: String
        switch (steps.making, steps.old) {
        case (.keep, let old?): id = old.id
        case (.update(let update), let old?):
            try await carryOut(update, on: old.id)
            changes["container"] = .map(steps.differences.report)
            id = old.id
        case (_, let old?): return await replace(old, with: creation, steps)
        case (_, nil):
            id = try await docker.make(creation, named: name, logger)
            changes["container_id"] = ["added": .string(id)]
            comments.append("Created container '\(name)'")
        }
        return steps.starts ? try await start(id, from: steps) : nil
    }

    private mutating func replace(
        _ old: ContainerDetails, with creation: ContainerCreation, _ steps: ContainerSteps
    ) async -> String? {
        // One that is stopped since the replacement before was cut off ran until then.
        let replacement = ContainerReplacement(
            name: name, old: old, oldRuns: old.state.isRunning || !steps.recovery.isEmpty, creation: creation,
            startsNew: steps.starts, shutdownTimeout: options.shutdownTimeout, docker: docker, logger: logger)
        let outcome = await replacement.carryOut()
        guard let id = outcome.id else { return outcome.problem }
        if steps.differences.isEmpty { changes["forced_update"] = true }
        if !steps.differences.isEmpty { changes["container"] = .map(steps.differences.report) }
        changes["container_id"] = ["removed": .strings([old.id]), "added": .string(id)]
        comments.append("Replaced container '\(name)'")
        if steps.starts, outcome.problem == nil { noteStart(from: old.state.word) }
        return outcome.problem
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
        if before == "paused" { try await docker.containers.unpause(id) }
        if let problem = try await docker.bringUp(id, named: name) { return problem }
        noteStart(from: before)
        return nil
    }

    private mutating func noteStart(from before: String?) {
        guard before != "running" else { return }
        changes["state"] = ["old": Value(before), "new": "running"]
        if let before { comments.append("State changed from '\(before)' to 'running'") }
    }
}
