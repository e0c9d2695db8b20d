import Cryptography
import Docker
package import Execution
package import Model
import Values

/// That a container of the name has ended well with exactly these arguments counts as done; any other is replaced.
package struct DockerContainerRun: StateFunction {
    package static let function: FunctionName = "docker_container.run"
    package static let summary = "A container that runs once, to its end"

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
        let comment = "Container would be run" + (isBackground ? " in the background" : "")
        func doing(_ task: ContainerTask) -> Plan<ContainerTask> {
            .changing([task], predicted: ["container": .string(name)], comment: comment, warnings: warnings)
        }
        guard let imageID = seen.imageID else { return doing(.pull) }
        let wanted = specification(imageID)
        guard let container = seen.container, !options.force else {
            return doing(.run(wanted, replacing: seen.container?.id))
        }
        let isSame = container.labels[ContainerSpecification.digestLabel] == wanted.digest(SHA256.hex(ofText:))
        switch (container.state.word, isSame) {
        case ("stopped", true) where container.hasEndedWell:
            return .satisfied("Container '\(name)' already ran and exited with a return code of 0", warnings: warnings)
        case ("stopped", _): return doing(.run(wanted, replacing: container.id))
        case (_, true) where isBackground:
            return .satisfied("Container '\(name)' already runs in the background", warnings: warnings)
        case ("running", true): return doing(.join(id: container.id))
        default:
            return .impossible(
                "Encountered error running container: '\(name)' is \(container.state.word), "
                    + "set force to True to replace it")
        }
    }

    /// The engine must not remove the container before its exit code and log are read: that is done here.
    private func specification(_ imageID: String) -> ContainerSpecification {
        var specification = asked
        specification.imageID = imageID
        if !isBackground { specification.hostConfig.removeValue(forKey: "AutoRemove") }
        return specification
    }
}

extension ContainerDetails {
    /// It ran, and its exit code is 0; one that was only made has exit code 0 too.
    fileprivate var hasEndedWell: Bool { state.status == "exited" && state.exitCode == 0 && state.error.isEmpty }
}
