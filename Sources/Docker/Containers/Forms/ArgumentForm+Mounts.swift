import Values

extension ArgumentForm {
    private static let bindModes: Set<String> = [
        "ro", "rw", "z", "Z", "nocopy", "shared", "rshared", "slave", "rslave", "private", "rprivate", "cached",
        "delegated", "consistent",
    ]

    /// `host:container[:modes]` in a list or with commas, or a map from the host's path to `container[:modes]` or
    /// `{bind, mode}`. The mode `rw` is the default and left out.
    static let binds = ArgumentForm { (value) throws(ArgumentRefusal) in
        if let map = value.map {
            return .strings(
                try map.map { (source, target) throws(ArgumentRefusal) in
                    try bind("\(try text(source)):\(try bindTarget(target))")
                })
        }
        return .strings(try Self.bindTexts(value).map { (text) throws(ArgumentRefusal) in try bind(text) })
    }

    /// A comma separates binds, but also the modes of one: what has no colon belongs to the bind before it.
    private static func bindTexts(_ value: Value) throws(ArgumentRefusal) -> [String] {
        guard value.string != nil else { return try texts(value) }
        var result: [String] = []
        for part in try texts(value) {
            if part.contains(":") || result.isEmpty {
                result.append(part)
            } else {
                result[result.count - 1] += "," + part
            }
        }
        return result
    }

    private static func bindTarget(_ target: Value) throws(ArgumentRefusal) -> String {
        guard let map = target.map else { return try text(target) }
        guard let path = map["bind"]?.scalarText else { throw ArgumentRefusal("'bind' is missing") }
        let mode = map["mode"]?.scalarText ?? (map["ro"]?.bool == true ? "ro" : "")
        return mode.isEmpty ? path : "\(path):\(mode)"
    }

    private static func bind(_ text: String) throws(ArgumentRefusal) -> String {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts[0].isEmpty else {
            throw ArgumentRefusal("'\(text)' is not host:container[:modes]")
        }
        guard parts[1].hasPrefix("/") else {
            throw ArgumentRefusal("the container's path '\(parts[1])' in '\(text)' is not absolute")
        }
        guard parts[0].hasPrefix("/") || !parts[0].contains("/") else {
            throw ArgumentRefusal("'\(parts[0])' in '\(text)' is neither an absolute path nor the name of a volume")
        }
        let modes = parts.count > 2 ? parts[2].split(separator: ",").map(String.init) : []
        if let unknown = modes.first(where: { !bindModes.contains($0) }) {
            throw ArgumentRefusal("'\(unknown)' in '\(text)' is not a mode (ro, rw, z, Z, ...)")
        }
        let kept = modes.filter { $0 != "rw" }
        return "\(parts[0]):\(parts[1])" + (kept.isEmpty ? "" : ":\(kept.joined(separator: ","))")
    }

    /// Absolute container paths, as the API's `Volumes`.
    static let volumes = ArgumentForm { (value) throws(ArgumentRefusal) in
        var volumes = ValueMap()
        for item in value.map?.keys ?? items(value) { volumes[try absolutePath(item)] = [:] }
        return .map(volumes)
    }

    /// A map from path to options, or `path[:options]` in a list.
    static let tmpfs = ArgumentForm { (value) throws(ArgumentRefusal) in
        var mounts = ValueMap()
        if let map = value.map {
            for (path, options) in map {
                mounts[try absolutePath(path)] = .string(options.isNull ? "" : try text(options))
            }
            return .map(mounts)
        }
        for item in value.list ?? [value] {
            let parts = try text(item).split(separator: ":", maxSplits: 1).map(String.init)
            mounts[try absolutePath(.string(parts.first ?? ""))] = .string(parts.count > 1 ? parts[1] : "")
        }
        return .map(mounts)
    }
}
