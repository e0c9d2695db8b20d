import Values

/// A container as Docker's own client shows it.
struct ContainerView: Sendable, Hashable {
    let id: String
    let startedAt: String
    let isRunning: Bool
    let labels: [String: String]
    let networks: [String]
}

extension Stage {
    /// All containers by name, running or not.
    func containers() async throws -> [String: ContainerView] {
        let ids = try await docker("ps", "-aq", "--no-trunc").split(separator: "\n").map(String.init)
        if ids.isEmpty { return [:] }
        let answer = try await run(["docker", "-H", dockerURL, "inspect"] + ids)
        let found = try JSON.read(answer.out).list ?? []
        return Dictionary(
            uniqueKeysWithValues: found.map { (String(($0["Name"]?.string ?? "").dropFirst()), Self.view($0)) })
    }

    private static func view(_ value: Value) -> ContainerView {
        let labels = (value["Config"]?["Labels"]?.map ?? [:]).map { ($0.key.string ?? "", $0.value.string ?? "") }
        return ContainerView(
            id: value["Id"]?.string ?? "", startedAt: value["State"]?["StartedAt"]?.string ?? "",
            isRunning: value["State"]?["Running"]?.bool ?? false, labels: Dictionary(uniqueKeysWithValues: labels),
            networks: (value["NetworkSettings"]?["Networks"]?.map?.keyTexts ?? []).sorted())
    }

    /// All networks: names by id.
    func networks() async throws -> [String: String] {
        let lines = try await docker("network", "ls", "--no-trunc", "--format", "{{.ID}} {{.Name}}").split(
            separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let words = line.split(separator: " ")
                return (String(words[0]), String(words[1]))
            })
    }
}
