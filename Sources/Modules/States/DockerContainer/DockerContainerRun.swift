package import Docker
package import Execution
package import Model
import Values

/// A container that runs once, to its end.
///
/// That a container of the name has ended well with exactly these arguments counts as done; any other is replaced.
package struct DockerContainerRun: StateFunction {
    package static let function: FunctionName = "docker_container.run"

    let name: String
    let asked: ContainerSpecification
    let options: ContainerRunOptions
    let isBackground: Bool
    /// Whether an exit code other than 0 is a failure.
    let failsHard: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        isBackground = arguments.flag("bg", default: false)
        failsHard = arguments.flag("failhard", default: true)
        // One that ended, but not well or not like this, is always replaced; `force` is for one that still runs.
        _ = arguments.flag("replace", default: false)
        (asked, options) = arguments.container()
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> SeenContainer {
        try await SeenContainer(name, asked, reader, isTest: run.isTest)
    }

    package func plan(_ seen: SeenContainer) -> Plan<ContainerTask> {
        var warnings: [String] = []
        if let missing = seen.missingNetworksComment {
            if !seen.isTest { return .impossible(missing) }
            warnings.append("\(missing); unless a state before this one makes them, it fails")
        }
        var task = ContainerTask(specification: specification(seen.imageID), replaces: seen.container?.id)
        if let container = seen.container, !options.force {
            let isSame = task.specification.imageID != nil && isAsAsked(container, task.specification)
            switch (container.state.word, isSame) {
            case ("stopped", true) where container.hasEndedWell:
                return .satisfied(
                    "Container '\(name)' already ran and exited with a return code of 0", warnings: warnings)
            case ("stopped", _): break
            case (_, true) where isBackground:
                return .satisfied("Container '\(name)' already runs in the background", warnings: warnings)
            case ("running", true):
                task.joins = container.id
                task.replaces = nil
            default:
                return .impossible(
                    "Encountered error running container: '\(name)' is \(container.state.word), "
                        + "set force to True to replace it")
            }
        }
        let comment = "Container would be run" + (isBackground ? " in the background" : "")
        return .changing([task], predicted: ["container": .string(name)], comment: comment, warnings: warnings)
    }

    package func apply(_ task: ContainerTask, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var task = task
        var changes = ValueMap()
        if task.specification.imageID == nil {
            switch await ImagePull.pull(asked.image, docker, run) {
            case .failed(let reason): return .failed(reason)
            case .pulled(let report): changes["image"] = report
            }
            let image = try await docker.images.find(asked.image)
            task.specification.imageID = image?.id
        }
        let start = ContinuousClock.now
        do throws(DockerError) {
            let id = try await begin(task, docker, run)
            changes["Id"] = .string(id)
            if isBackground { return Applied("Container was run in the background", changes: changes) }
            let exitCode = try await docker.containers.wait(id)
            let logs = try await docker.containers.logs(id).combined
            changes["Logs"] = .string(logs)
            changes["ExitCode"] = .int(exitCode)
            changes["Time_Elapsed"] = .double((ContinuousClock.now - start).seconds)
            if asked.removesItself { try await docker.remove(id, volumes: true) }
            return outcome(exitCode, logs, changes)
        } catch {
            return .failed("Encountered error running container: \(error)", changes: changes)
        }
    }

    private func begin(
        _ task: ContainerTask, _ docker: DockerClient, _ run: RunContext
    ) async throws(DockerError) -> String {
        if let running = task.joins { return running }
        if let old = task.replaces { try await docker.remove(old, force: true) }
        let creation = task.specification.creation(SpecificationDigest.sha256)
        let id = try await docker.make(creation, named: name, run.logger)
        try await docker.containers.start(id)
        return id
    }

    private func outcome(_ exitCode: Int, _ logs: String, _ changes: ValueMap) -> Applied {
        let comment = "Container ran and exited with a return code of \(exitCode)"
        if exitCode == 0 { return Applied(comment, changes: changes) }
        let lines = logs.split(separator: "\n").suffix(ContainerSettling.logLines).joined(separator: "\n")
        let words = lines.isEmpty ? "; it wrote nothing to its log" : "; the last lines of its log:\n\(lines)"
        return Applied(comment + words, changes: changes, succeeded: !failsHard)
    }

    /// The engine must not remove the container before its exit code and log are read, so that is done here.
    private func specification(_ imageID: String?) -> ContainerSpecification {
        var specification = asked
        specification.imageID = imageID
        if !isBackground { specification.hostConfig.removeValue(forKey: "AutoRemove") }
        return specification
    }

    private func isAsAsked(_ container: ContainerDetails, _ wanted: ContainerSpecification) -> Bool {
        container.labels[ContainerSpecification.digestLabel] == wanted.digest(SpecificationDigest.sha256)
    }
}

/// A container to run once.
package struct ContainerTask: Sendable {
    var specification: ContainerSpecification
    /// What is removed first.
    var replaces: String?
    /// The same task, which is running already: it is only waited for.
    var joins: String?
}

extension ContainerSpecification {
    fileprivate var removesItself: Bool { hostConfig["AutoRemove"] == true }
}

extension ContainerDetails {
    /// It ran, and its exit code is 0; one that was only made has exit code 0 too.
    fileprivate var hasEndedWell: Bool { state.status == "exited" && state.exitCode == 0 && state.error.isEmpty }
}
