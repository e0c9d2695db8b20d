package import Values

/// A container as `inspect` shows it: what is needed here by name, all of it in `raw`.
package struct ContainerDetails: Sendable {
    package let id: String
    /// Without the leading slash.
    package let name: String
    /// The image that it was made from, as it was named then.
    package let image: String
    package let imageID: String
    package let labels: [String: String]
    /// `NAME=value`, the image's own included.
    package let environment: [String]
    package let state: ContainerState
    package let hasTerminal: Bool
    package let restartCount: Int
    package let hostConfig: ValueMap
    package let networks: [String: NetworkAttachment]
    package let ports: [PublishedPort]
    package let raw: Value

    package init(_ raw: Value) {
        let config = raw["Config"]
        id = raw["Id"]?.string ?? ""
        let name = raw["Name"]?.string ?? ""
        self.name = name.hasPrefix("/") ? String(name.dropFirst()) : name
        image = config?["Image"]?.string ?? ""
        imageID = raw["Image"]?.string ?? ""
        labels = config?["Labels"]?.texts ?? [:]
        environment = config?["Env"]?.strings ?? []
        state = ContainerState(raw["State"] ?? .null)
        hasTerminal = config?["Tty"]?.bool ?? false
        restartCount = raw["RestartCount"]?.int ?? 0
        hostConfig = raw["HostConfig"]?.map ?? [:]
        networks = NetworkAttachment.all(in: raw["NetworkSettings"]?["Networks"])
        ports = PublishedPort.all(in: raw["NetworkSettings"]?["Ports"])
        self.raw = raw
    }
}

/// What a container is doing.
package struct ContainerState: Sendable, Equatable {
    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`.
    package let status: String
    package let isRunning: Bool
    package let isPaused: Bool
    package let isRestarting: Bool
    package let wasKilledForMemory: Bool
    package let processID: Int
    /// 0 while it runs and before it ran.
    package let exitCode: Int
    /// Why it could not be started; empty otherwise.
    package let error: String
    /// RFC 3339; year 1 for never.
    package let startedAt: String
    package let finishedAt: String
    /// `starting`, `healthy`, `unhealthy`; nil without a health check.
    package let health: String?

    init(_ raw: Value) {
        status = raw["Status"]?.string ?? ""
        isRunning = raw["Running"]?.bool ?? false
        isPaused = raw["Paused"]?.bool ?? false
        isRestarting = raw["Restarting"]?.bool ?? false
        wasKilledForMemory = raw["OOMKilled"]?.bool ?? false
        processID = raw["Pid"]?.int ?? 0
        exitCode = raw["ExitCode"]?.int ?? 0
        error = raw["Error"]?.string ?? ""
        startedAt = raw["StartedAt"]?.string ?? ""
        finishedAt = raw["FinishedAt"]?.string ?? ""
        let health = raw["Health"]?["Status"]?.string
        self.health = health == "none" ? nil : health
    }
}

/// A container's port on an address of the host.
package struct PublishedPort: Sendable, Equatable {
    /// `8080/tcp`.
    package let containerPort: String
    package let hostAddress: String
    package let hostPort: Int

    static func all(in raw: Value?) -> [PublishedPort] {
        var ports: [PublishedPort] = []
        for (key, bindings) in raw?.map ?? [:] {
            for binding in bindings.list ?? [] {
                guard let port = binding["HostPort"]?.string.flatMap({ Int($0) }) else { continue }
                ports.append(
                    PublishedPort(
                        containerPort: key.scalarText ?? "", hostAddress: binding["HostIp"]?.string ?? "",
                        hostPort: port))
            }
        }
        return ports
    }
}
