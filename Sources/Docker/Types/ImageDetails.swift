package import Values

/// An image as `inspect` shows it.
package struct ImageDetails: Sendable {
    /// `sha256:...` of its configuration: the same id is the same image.
    package let id: String
    /// `repository:tag`
    package let tags: [String]
    /// `repository@sha256:...`, for images that came from a registry.
    package let digests: [String]
    /// The defaults that containers get: `Env`, `Cmd`, `Labels`, ...
    package let config: ValueMap
    package let created: String
    /// Bytes.
    package let size: Int
    package let raw: Value

    init(_ raw: Value) {
        id = raw["Id"]?.string ?? ""
        tags = raw["RepoTags"]?.strings ?? []
        digests = raw["RepoDigests"]?.strings ?? []
        config = raw["Config"]?.map ?? [:]
        created = raw["Created"]?.scalarText ?? ""
        size = raw["Size"]?.int ?? 0
        self.raw = raw
    }
}

/// A message of a running pull.
package struct PullProgress: Sendable, Equatable {
    /// "Downloading", "Pull complete", "Status: Downloaded newer image for ...".
    package let status: String
    /// The layer; empty for messages about the whole.
    package let layer: String
    /// Bytes of the layer, where they are known.
    package let current: Int?
    package let total: Int?

    init(_ raw: Value) {
        status = raw["status"]?.string ?? ""
        layer = raw["id"]?.string ?? ""
        current = raw["progressDetail"]?["current"]?.int
        total = raw["progressDetail"]?["total"]?.int
    }
}

/// What a registry wants to see before it gives an image.
package struct RegistryCredentials: Sendable {
    package let user: String
    package let password: Secret
    /// The registry's host, empty for Docker Hub.
    package let server: String

    package init(user: String, password: Secret, server: String) {
        self.user = user
        self.password = password
        self.server = server
    }

    /// The value of `X-Registry-Auth`: URL-safe base64 of JSON.
    var header: String {
        let json: Value = [
            "username": .string(user), "password": .string(password.revealed), "serveraddress": .string(server),
        ]
        return Base64.encode(Array(JSON.write(json).utf8), alphabet: .urlSafe)
    }
}
