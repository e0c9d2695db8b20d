package import Docker
package import Execution
package import Model
import Values

package struct DockerContainerRunning: WatchingStateFunction {
    package static let function: FunctionName = "docker_container.running"
    package static let summary = "A container that is as it was asked for, and runs"

    let name: String
    let asked: ContainerSpecification
    let options: ContainerRunOptions

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        (asked, options) = arguments.container()
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> SeenContainer {
        var seen = try await SeenContainer(name, asked, reader, isTest: run.isTest)
        seen.leftovers = try await reader.leftovers(of: name)
        return seen
    }

    package func plan(_ seen: SeenContainer) -> Plan<ContainerChange> { plan(seen, isForced: options.force) }

    /// `force` replaces the container; a signal is sent to one that runs as asked.
    package func planAfterWatchedChange(_ seen: SeenContainer) -> Plan<ContainerChange> {
        if options.watchAction == "force" { return plan(seen, isForced: true) }
        let plan = plan(seen)
        guard case .satisfied = plan.verdict, let container = seen.container, container.state.isRunning else {
            return plan
        }
        return .changing(
            [.signal(options.watchAction, id: container.id)], predicted: ["signal": .string(options.watchAction)],
            comment: "Signal \(options.watchAction) would be sent to container")
    }

    package func apply(_ change: ContainerChange, with docker: DockerClient, in run: RunContext) async throws -> Applied
    {
        switch change {
        case .pull(let isForced): return try await pullAndGoOn(isForced, docker, run)
        case .bring(let steps):
            var work = ContainerWork(name: name, asked: asked, options: options, docker: docker, logger: run.logger)
            return await work.carryOut(steps)
        case .signal(let signal, let id):
            try await docker.containers.kill(id, signal: signal)
            return Applied("Sent signal \(signal) to container", changes: ["signal": .string(signal)])
        }
    }

    private func pullAndGoOn(_ isForced: Bool, _ docker: DockerClient, _ run: RunContext) async throws -> Applied {
        var changes: ValueMap
        switch await ImagePull.pull(asked.image, docker, run) {
        case .failed(let reason): return .failed(reason)
        case .pulled(let report): changes = ["image": report]
        }
        let seen = try await observe(with: DockerReader(docker), in: run)
        let plan = plan(seen, isForced: isForced)
        guard seen.imageID != nil else { return .failed("Image '\(asked.image)' is gone again", changes: changes) }
        switch plan.verdict {
        case .satisfied: return Applied(plan.comment, changes: changes)
        case .impossible: return .failed(plan.comment, changes: changes)
        case .changes(let next):
            var comments: [String] = []
            for change in next {
                let applied = try await apply(change, with: docker, in: run)
                changes = changes.merged(with: applied.changes)
                comments.append(applied.comment)
                if !applied.succeeded { return .failed(comments.joined(separator: "\n"), changes: changes) }
            }
            return Applied(comments.joined(separator: "\n"), changes: changes)
        }
    }
}
