import Values

/// The fields of `HostConfig` that the engine changes on a container as it is (`POST /containers/ID/update`).
enum ContainerResources {
    static let keys = [
        "RestartPolicy", "Memory", "MemorySwap", "MemoryReservation", "NanoCpus", "CpuShares", "CpuPeriod", "CpuQuota",
        "CpusetCpus", "CpusetMems", "PidsLimit", "BlkioWeight",
    ]

    /// Zero and empty mean "no limit", as if the field were not there.
    static func withoutDefaults(_ hostConfig: ValueMap) -> ValueMap {
        var result = hostConfig
        for key in keys where key != "RestartPolicy" {
            if let value = result[key], normal(key, value) == nil { result.removeValue(forKey: key) }
        }
        return result
    }

    /// A field as `inspect` shows it, nil when it says nothing.
    static func normal(_ key: String, _ value: Value?) -> Value? {
        guard let value else { return nil }
        switch (key, value) {
        case ("RestartPolicy", _):
            let name = value["Name"]?.string ?? ""
            return ArgumentForm.restartPolicy(name.isEmpty ? "no" : name, value["MaximumRetryCount"]?.int ?? 0)
        case ("PidsLimit", .int(-1)): return nil
        case (_, .null), (_, .int(0)), (_, .string("")): return nil
        default: return value
        }
    }
}
