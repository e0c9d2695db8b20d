/// The name of an image: `[registry/]repository[:tag][@digest]`.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// With the registry, without tag and digest.
    package let repository: String
    package let tag: String?
    /// `sha256:...`
    package let digest: String?

    package init(_ text: String) {
        var rest = Substring(text)
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        } else {
            digest = nil
        }
        // A colon before the last slash belongs to the registry's port.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        } else {
            tag = nil
        }
        repository = String(rest)
    }

    /// The same with the tag `latest` when neither a tag nor a digest is given: never "all tags".
    package var description: String {
        if let digest { return "\(repository)\(tag.map { ":\($0)" } ?? "")@\(digest)" }
        return "\(repository):\(tag ?? "latest")"
    }

    /// The registry's host as credentials are kept by; nil for Docker Hub.
    package var registry: String? {
        guard let slash = repository.firstIndex(of: "/") else { return nil }
        let first = repository[..<slash]
        return first.contains(".") || first.contains(":") || first == "localhost" ? String(first) : nil
    }
}
