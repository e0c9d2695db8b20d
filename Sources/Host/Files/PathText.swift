/// Paths as text, taken apart as Python's `os.path` does.
package enum PathText {
    /// Everything before the last `/`: `/etc` of `/etc/motd`, empty for a bare name.
    package static func directory(of path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        guard let last = bytes[..<slash].lastIndex(where: { $0 != UInt8(ascii: "/") }) else {
            return String(path[...slash])
        }
        return String(path[..<bytes.index(after: last)])
    }

    package static func name(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// A later absolute part starts afresh.
    package static func join(_ parts: [String]) -> String {
        parts.reduce("") { path, part in
            if part.hasPrefix("/") || path.isEmpty { return part }
            return path.hasSuffix("/") ? path + part : "\(path)/\(part)"
        }
    }

    package static func join(_ parts: String...) -> String { join(parts) }

    /// Without `//`, `/./`, `x/..` and a trailing `/`; links are not looked at.
    package static func normalized(_ path: String) -> String {
        var kept: [Substring] = []
        let isAbsolute = path.hasPrefix("/")
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = kept.last, last != ".." {
                kept.removeLast()
            } else if part != ".." || !isAbsolute {
                kept.append(part)
            }
        }
        let joined = kept.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }
}
