import Values

/// What has to happen to a container so that it is what is asked for, and why.
package struct ContainerDifference: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case keep
        /// The container stays: limits, restart policy and networks are changed as it runs.
        case update(ContainerUpdate)
        case replace
    }

    package let action: Action
    package let changes: [FieldChange]

    /// - Parameter current: what the container carries, `ContainerSpecification.init(recordedIn:)`; nil for one that
    ///   carries nothing, which is replaced.
    package init(from current: ContainerSpecification?, to desired: ContainerSpecification) {
        guard let current else {
            action = .replace
            changes = [FieldChange(["Image"], old: nil, new: .string(desired.image))]
            return
        }
        let configuration = FieldChange.all(in: "Config", from: current.config, to: desired.config)
        let host = FieldChange.all(in: "HostConfig", from: current.hostConfig, to: desired.hostConfig)
        let networks = FieldChange.networks(from: current.networks, to: desired.networks)
        let image = Self.imageChange(from: current, to: desired)
        let files = FieldChange.all(in: "WatchedFiles", from: current.watchedFilesMap, to: desired.watchedFilesMap)
        changes = image + configuration + host + networks + files
        if changes.isEmpty {
            action = .keep
        } else if image.isEmpty, configuration.isEmpty, files.isEmpty, host.allSatisfy({ $0.isUpdatable(current) }) {
            action = .update(ContainerUpdate(host: host, networks: networks, current: current, desired: desired))
        } else {
            action = .replace
        }
    }

    private static func imageChange(from current: ContainerSpecification, to desired: ContainerSpecification)
        -> [FieldChange]
    {
        if (current.imageID ?? current.image) == (desired.imageID ?? desired.image) { return [] }
        return [
            FieldChange(
                ["Image"], old: .string(current.imageID ?? current.image),
                new: .string(desired.imageID ?? desired.image))
        ]
    }
}

extension FieldChange {
    /// A limit can be set and changed on a container as it is, but not lifted: to the engine zero is "as before". A
    /// swap limit that was not asked for before leaves no trace in the container's record, so it needs a new container
    /// too.
    fileprivate func isUpdatable(_ current: ContainerSpecification) -> Bool {
        guard let key = path.last, ContainerResources.keys.contains(key), !current.unenforced.contains(key) else {
            return false
        }
        if key == "RestartPolicy" { return true }
        return new != nil && !(key == "MemorySwap" && old == nil)
    }
}
