package import Values

/// A container as it was asked for: nothing that the image or the engine adds. `ContainerArguments.decode` makes it.
///
/// Containers are compared by this, never by what the engine echoes, so that defaults of the image or of another engine
/// version make no difference. It is in a normal form: two ways to write the same container are equal.
package struct ContainerSpecification: Sendable, Equatable {
    /// The image as the user named it.
    package var image: String
    /// The id that the name was resolved to. Set it before anything is compared or made.
    package var imageID: String?
    /// The top level of the API's create body, without `Image`.
    package var config: ValueMap
    package var hostConfig: ValueMap
    /// From network to the API's `EndpointConfig`; nil leaves the networks as the engine makes them, empty means none
    /// at all.
    package var networks: ValueMap?
    /// Files whose change replaces the container: from path to digest.
    package var watchedFiles: [String: String]
    /// Of a container that exists: fields of `HostConfig` that the engine has dropped, since the kernel lacks them.
    package var unenforced: Set<String> = []

    package init(
        image: String, imageID: String? = nil, config: ValueMap = [:], hostConfig: ValueMap = [:],
        networks: ValueMap? = nil, watchedFiles: [String: String] = [:]
    ) {
        self.image = image
        self.imageID = imageID
        self.config = config
        self.hostConfig = hostConfig
        self.networks = networks
        self.watchedFiles = watchedFiles
    }
}

extension ContainerSpecification {
    /// The label with the digest of the canonical form.
    package static let digestLabel = "pigeon.spec"
    /// The label with the canonical form itself, without the values of the environment.
    package static let recordLabel = "pigeon.specification"

    /// Everything that counts, with sorted keys. The name of an image does not count once its id is known: another tag
    /// on the same image is the same container.
    package var canonical: Value {
        [
            "Config": .map(config), "HostConfig": .map(hostConfig), "Image": .string(imageID ?? image),
            "Networks": networks.map(Value.map) ?? .null, "WatchedFiles": .map(watchedFilesMap),
        ]
    }

    var watchedFilesMap: ValueMap {
        ValueMap(watchedFiles.sorted { $0.key < $1.key }.map { (.string($0.key), .string($0.value)) })
    }

    /// - Parameter sha256: the hexadecimal digest of a text's UTF-8.
    package func digest(_ sha256: (String) -> String) -> String { sha256(Self.json(canonical)) }

    static func json(_ value: Value) -> String {
        JSON.write(value, style: JSON.Style(sortsKeys: true, isSpaced: false))
    }
}
