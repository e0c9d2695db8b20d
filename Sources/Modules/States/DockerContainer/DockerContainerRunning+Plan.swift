import Cryptography
import Docker
import Execution
import Values

extension DockerContainerRunning {
    func plan(_ seen: SeenContainer, isForced: Bool) -> Plan<ContainerChange> {
        var warnings: [String] = []
        if let missing = seen.missingNetworksComment {
            if !seen.isTest { return .impossible(missing) }
            warnings.append("\(missing); unless a state before this one makes them, it fails")
        }
        guard let imageID = seen.imageID else {
            return .changing(
                [.pull(isForced: isForced)], predicted: ["image": ["pulled": .string(asked.image)]],
                comment: "Image '\(asked.image)' would be pulled, and container '\(name)' would be "
                    + (seen.container == nil ? "created" : "compared with it"),
                warnings: warnings)
        }
        let steps = steps(seen, imageID: imageID, isForced: isForced)
        if steps.making == .keep, !steps.starts, steps.recovery.isEmpty {
            return .satisfied("Container '\(name)' is already configured as specified", warnings: warnings)
        }
        return .changing(
            [.bring(steps)], predicted: predicted(steps), comment: announcement(of: steps), warnings: warnings)
    }

    private func steps(_ seen: SeenContainer, imageID: String, isForced: Bool) -> ContainerSteps {
        let recovery = seen.recovery
        guard let container = seen.standing else {
            return ContainerSteps(recovery: recovery, making: .create, starts: options.start, imageID: imageID)
        }
        var desired = asked
        desired.imageID = imageID
        let recorded = ContainerSpecification(recordedIn: container, SHA256.hex(ofText:))
        let difference = ContainerDifference(from: recorded, to: desired)
        let making: ContainerSteps.Making =
            switch difference.action {
            case _ where isForced: .replace
            case .keep: .keep
            case .update(let update): .update(update)
            case .replace: .replace
            }
        let isUp = recovery.putBack == nil && seen.isUp && !container.state.isPaused
        let starts = options.start && (making == .replace || !isUp)
        return ContainerSteps(
            recovery: recovery, making: making, differences: difference.changes, starts: starts, old: container,
            imageID: imageID)
    }

    private func predicted(_ steps: ContainerSteps) -> ValueMap {
        var changes = steps.recovery.report
        switch steps.making {
        case .keep: break
        case .create: changes["container_id"] = ["added": .string(name)]
        case .update: changes["container"] = .map(steps.differences.report)
        case .replace:
            if steps.differences.isEmpty { changes["forced_update"] = true }
            if !steps.differences.isEmpty { changes["container"] = .map(steps.differences.report) }
            changes["container_id"] = [
                "removed": Value.strings([steps.old?.id].compactMap { $0 }), "added": .string(name),
            ]
        }
        let now = steps.old.map(\.state.word)
        if steps.starts, now != "running" { changes["state"] = ["old": Value(now), "new": "running"] }
        return changes
    }

    private func announcement(of steps: ContainerSteps) -> String {
        let word: String? =
            switch steps.making {
            case .keep: nil
            case .create: "created"
            case .replace: "replaced"
            case .update: "updated"
            }
        var comments: [String] = []
        if !steps.recovery.isEmpty { comments.append("A replacement that was cut off would be cleared up") }
        if let word { comments.append("Container '\(name)' would be \(word)") }
        if steps.starts, steps.old != nil, steps.making != .replace { comments.append("Container would be started") }
        return ContainerComments.joined(comments)
    }
}

/// Sentences about a container, put together as Salt does.
enum ContainerComments {
    static func joined(_ comments: [String]) -> String {
        comments.joined(separator: ". ") + (comments.count > 1 ? "." : "")
    }
}
