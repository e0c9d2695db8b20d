import Docker
import Logging
import Values

/// Puts a new container in the place of an old one, or leaves the old one where it was.
///
/// The new container is made first, with its networks, under a name of its own: what the engine refuses by then has not
/// touched the old one. Then the old one is stopped and put aside under another name, and stays until the new one is up.
/// Should that fail, the new one is removed, and the old one gets its name back and runs as before.
struct ContainerReplacement: Sendable {
    struct Outcome: Sendable {
        /// The new container; nil when the old one is back.
        var id: String?
        var problem: String?
    }

    let name: String
    let old: ContainerDetails
    /// Start the old one again when it comes back.
    let oldRuns: Bool
    let creation: ContainerCreation
    let startsNew: Bool
    /// How long the old one is given to stop; nil for its own `stop_timeout`, or 10 s.
    let shutdownTimeout: Duration?
    let docker: DockerClient
    let logger: Logger

    func carryOut() async -> Outcome {
        if Task.isCancelled { return Outcome(problem: "\(DockerError.cancelled)") }
        // A task of its own: a run that is cancelled from here on must not leave a half-done replacement behind.
        return await Task { await makeAndSwap() }.value
    }

    private func makeAndSwap() async -> Outcome {
        let id: String
        do throws(DockerError) {
            id = try await docker.make(creation, named: ReplacementLeftovers.nextName(name), logger)
        } catch {
            return Outcome(problem: "Container '\(name)' was not replaced, the old one was not touched: \(error)")
        }
        return await swap(id)
    }

    private func swap(_ id: String) async -> Outcome {
        var problem: String?
        do throws(DockerError) {
            try await putAside()
            try await docker.containers.rename(id, to: name)
            if startsNew { problem = try await docker.bringUp(id, named: name) }
        } catch {
            problem = "\(error)"
        }
        guard let problem else { return Outcome(id: id, problem: await removeOld()) }
        do throws(DockerError) { return try await undo(id, because: problem) } catch {
            return Outcome(
                problem: "Container '\(name)' was not replaced, and the old one can't be put back: \(error); "
                    + "it is the container \(old.id.prefix(12)). It was not replaced, since: \(problem)")
        }
    }

    private func putAside() async throws(DockerError) {
        if removesItself {
            try await docker.discard(old.id, timeout: shutdownTimeout)
            return
        }
        do throws(DockerError) {
            if try await docker.containers.inspect(old.id).state.isPaused {
                try await docker.containers.unpause(old.id)
            }
            try await docker.containers.stop(old.id, timeout: shutdownTimeout)
            try await docker.containers.rename(old.id, to: ReplacementLeftovers.previousName(name))
        } catch {
            // Somebody else has removed it.
            guard case .notFound = error else { throw error }
        }
    }

    private var removesItself: Bool { old.hostConfig["AutoRemove"] == true }

    private func removeOld() async -> String? {
        do throws(DockerError) { try await docker.remove(old.id) } catch {
            return "the old one can't be removed and is left as '\(ReplacementLeftovers.previousName(name))': \(error)"
        }
        return nil
    }

    private func undo(_ id: String, because problem: String) async throws(DockerError) -> Outcome {
        guard let now = try await docker.containers.find(old.id) else {
            // There is nothing to go back to. The new one keeps the place, to be looked at.
            if try await docker.containers.inspect(id).name != name { try await docker.containers.rename(id, to: name) }
            return Outcome(id: id, problem: problem)
        }
        try await docker.remove(id, force: true, volumes: true)
        if now.name != name { try await docker.containers.rename(old.id, to: name) }
        guard oldRuns else {
            return Outcome(problem: "Container '\(name)' was not replaced, and the old one is back: \(problem)")
        }
        if let trouble = try await docker.bringUp(old.id, named: name) {
            return Outcome(
                problem: "Container '\(name)' was not replaced, and the old one is back but does not run: \(trouble)\n"
                    + "It was not replaced, since: \(problem)")
        }
        if old.state.isPaused { try await docker.containers.pause(old.id) }
        let word = old.state.isPaused ? "is paused again" : "runs again"
        return Outcome(problem: "Container '\(name)' was not replaced, and the old one \(word): \(problem)")
    }
}
