extension RuntimeClient {
    /// The entries of a map in its order.
    package func showMap(_ path: String) async throws(HAProxyError) -> [MapEntry] {
        let command = "show map \(try word(path))"
        let answer = try await send(command)
        var entries: [MapEntry] = []
        for line in answer.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, parts[0].hasPrefix("0x") else {
                throw .commandRefused(command: command, answer: String(line))
            }
            entries.append(MapEntry(key: String(parts[1]), value: String(parts[2])))
        }
        return entries
    }

    /// Changes the value of a key that exists.
    package func setMap(_ path: String, key: String, value: String) async throws(HAProxyError) {
        try await perform("set map \(try word(path)) \(try word(key)) \(try word(value))")
    }

    /// Adds an entry; HAProxy does not look whether the key exists.
    package func addMap(_ path: String, key: String, value: String) async throws(HAProxyError) {
        try await perform("add map \(try word(path)) \(try word(key)) \(try word(value))")
    }

    package func deleteMap(_ path: String, key: String) async throws(HAProxyError) {
        try await perform("del map \(try word(path)) \(try word(key))")
    }

    /// Replaces all entries at one moment: no request sees a mixture of the old and the new.
    package func replaceMap(_ path: String, with entries: [MapEntry]) async throws(HAProxyError) {
        let path = try word(path)
        let command = "prepare map \(path)"
        let answer = try await send(command)
        guard let version = answer.split(separator: ":").last.flatMap({ Int($0.filter(\.isNumber)) }),
            answer.hasPrefix("New version created")
        else { throw .commandRefused(command: command, answer: firstLine(answer)) }
        for entry in entries {
            try await perform("add map @\(version) \(path) \(try word(entry.key)) \(try word(entry.value))")
        }
        try await perform("commit map @\(version) \(path)")
    }
}
