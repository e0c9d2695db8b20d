package import Docker
import Values

/// What was seen of a container that is asked for.
package struct SeenContainer: Sendable {
    package var container: ContainerDetails?
    /// It ends again and again, although it was seen running.
    package var isFlapping = false
    package var leftovers = ReplacementLeftovers()
    /// What the image's name stands for on this host; nil when the image isn't here.
    package var imageID: String?
    /// Networks that are asked for and don't exist.
    package var missingNetworks: [String]
    /// In a test run an earlier state may have been about to make what is missing.
    package var isTest: Bool

    package init(
        container: ContainerDetails? = nil, imageID: String?, missingNetworks: [String] = [], isTest: Bool = false
    ) {
        self.container = container
        self.imageID = imageID
        self.missingNetworks = missingNetworks
        self.isTest = isTest
    }

    init(_ name: String, _ asked: ContainerSpecification, _ reader: DockerReader, isTest: Bool) async throws {
        let wanted = asked.requiredNetworks
        let known = wanted.isEmpty ? [] : try await reader.networkNames()
        self.init(
            container: try await reader.container(name), imageID: try await reader.image(asked.image)?.id,
            missingNetworks: wanted.subtracting(known).sorted(), isTest: isTest)
        if let container { isFlapping = try await reader.isFlapping(container) }
    }

    /// Salt's sentence about `missingNetworks`.
    var missingNetworksComment: String? {
        missingNetworks.isEmpty
            ? nil : "The following networks are not present: \(missingNetworks.joined(separator: ", "))"
    }
}

extension ContainerSpecification {
    /// The networks that must exist before the container can.
    var requiredNetworks: Set<String> {
        var names = Set(networks?.keyTexts ?? [])
        if let mode = hostConfig["NetworkMode"]?.string, !mode.hasPrefix("container:") { names.insert(mode) }
        return names.subtracting(["", "default", "bridge", "host", "none"])
    }
}
