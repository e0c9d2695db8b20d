import Docker
import Execution
package import Logging
package import Model
import Values

/// Tells what happens to the containers of stacks on this host's Docker engine, as events
/// `pigeon/container/MINION/ACTION`.
///
/// `start`, `die` and `oom` are the engine's own. `watched` says which stacks have containers that run when the watch
/// begins, and whenever the engine is back: what happened in between is not known.
package struct ContainerWatch: Sendable {
    private static let actions = ["start", "die", "oom"]

    private let docker: DockerClient
    private let minion: MinionID
    private let logger: Logger

    /// - Parameter dockerURL: as `DOCKER_HOST` has it.
    package init(dockerURL: String, minion: MinionID, logger: Logger) throws {
        docker = try DockerClient(url: dockerURL)
        self.minion = minion
        self.logger = logger
    }

    /// Follows the engine until the task is cancelled. One that was never there is tried again once a minute, one that has
    /// gone every other second: its containers come back with it.
    package func run(report: @Sendable (Event) -> Void) async {
        var pause = Backoff(first: .milliseconds(500))
        while !Task.isCancelled {
            do {
                try await follow(report) { pause = Backoff(first: .milliseconds(500), limit: .seconds(2)) }
                logger.info("the Docker engine has gone")
            } catch {
                logger.debug("the Docker engine can't be watched", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause.next()) } catch { return }
        }
        docker.shutdown()
    }

    private func follow(_ report: (Event) -> Void, onOpen: () -> Void) async throws(DockerError) {
        let label = DockerStackAbsent.label
        let events = try await docker.system.events(
            filters: ["type": ["container"], "event": Self.actions, "label": [label]])
        // Asked when the stream is open, so that no start is missed.
        let running = try await docker.containers.list(all: false, filters: ["label": [label]])
        onOpen()
        let stacks = Set(running.compactMap { $0.labels[label] }).sorted()
        if !stacks.isEmpty { report(event("watched", ["stacks": .strings(stacks)])) }
        for try await happened in events {
            let attributes = happened.attributes
            var data: ValueMap = [
                "id": .string(minion.text), "container": attributes["name"] ?? .null,
                "container_id": .string(happened.id), "image": attributes["image"] ?? .null,
                "stacks": .list([attributes[label] ?? .null]),
            ]
            if let code = attributes["exitCode"]?.scalarText.flatMap({ Int($0) }) { data["exit_code"] = .int(code) }
            report(event(happened.action, data))
        }
    }

    private func event(_ action: String, _ data: ValueMap) -> Event {
        Event(tag: "pigeon/container/\(minion)/\(action)", data: data)
    }
}
