import Values

extension ArgumentForm {
    /// `host[:container[:permissions]]`; the container's path is the host's, and the permissions are `rwm`, unless
    /// said.
    static let devices = ArgumentForm { (value) throws(ArgumentRefusal) in
        .list(
            try texts(value).map { (text) throws(ArgumentRefusal) in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard (1...3).contains(parts.count), parts[0].hasPrefix("/") else {
                    throw ArgumentRefusal("'\(text)' is not host[:container[:permissions]]")
                }
                let target = parts.count > 1 && !parts[1].isEmpty ? parts[1] : parts[0]
                return [
                    "PathOnHost": .string(parts[0]), "PathInContainer": .string(target),
                    "CgroupPermissions": .string(parts.count > 2 ? parts[2] : "rwm"),
                ]
            })
    }

    /// `/dev/x:1mb`, as the API's list of `Path` and `Rate` in bytes.
    static let deviceByteRates = deviceValues(key: "Rate") { (text) throws(ArgumentRefusal) in try bytes(.string(text))
    }
    /// `/dev/x:100`
    static let deviceOperationRates = deviceValues(key: "Rate") { (text) throws(ArgumentRefusal) in
        try integer(.string(text))
    }
    static let deviceWeights = deviceValues(key: "Weight") { (text) throws(ArgumentRefusal) in
        try integer(.string(text))
    }

    private static func deviceValues(
        key: String, _ number: @escaping @Sendable (String) throws(ArgumentRefusal) -> Int
    ) -> ArgumentForm {
        ArgumentForm { (value) throws(ArgumentRefusal) in
            var result: [Value] = []
            for (path, text) in try pairs(value, delimiter: ":") {
                guard path.hasPrefix("/") else {
                    throw ArgumentRefusal("'\(path)' is not the absolute path of a device")
                }
                result.append(["Path": .string(path), key: .int(try number(text ?? ""))] as Value)
            }
            return .list(result)
        }
    }

    /// `nofile=1024[:2048]`, or the API's maps of `Name`, `Soft` and `Hard`; sorted by name.
    static let ulimits = ArgumentForm { (value) throws(ArgumentRefusal) in
        var limits: [(String, Value)] = []
        for item in items(value) {
            let name: String
            let soft: Int
            let hard: Int
            if let map = item.map, map["Name"] != nil || map["name"] != nil {
                name = try text(map["Name"] ?? map["name"] ?? .null)
                soft = try integer(map["Soft"] ?? map["soft"] ?? .null)
                hard = try integer(map["Hard"] ?? map["hard"] ?? .int(soft))
            } else {
                (name, soft, hard) = try ulimit(try text(item))
            }
            limits.append((name, ["Name": .string(name), "Soft": .int(soft), "Hard": .int(hard)]))
        }
        return .list(limits.sorted { $0.0 < $1.0 }.map(\.1))
    }

    private static func ulimit(_ text: String) throws(ArgumentRefusal) -> (String, Int, Int) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let numbers = parts.count == 2 ? parts[1].split(separator: ":").map { Int($0) } : []
        guard let soft = numbers.first ?? nil, let hard = numbers.last ?? nil, numbers.count <= 2 else {
            throw ArgumentRefusal("'\(text)' is not name=soft[:hard]")
        }
        return (parts[0], soft, hard)
    }
}
