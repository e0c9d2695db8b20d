/// What a `rev` means in the remote repository.
struct GitRevision: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case branch, tag, hash }

    /// As it was asked for; `HEAD` follows the remote one.
    let name: String
    /// The commit; nil in an empty repository.
    let commit: String?
    let kind: Kind?

    /// - Returns: nil when the remote repository has no such revision.
    init?(_ name: String, in references: [String: String]) {
        func known(_ kind: Kind, _ reference: String) -> (Kind, String)? { references[reference].map { (kind, $0) } }
        let found =
            name == "HEAD"
            ? known(.hash, "HEAD")
            : known(.branch, "refs/heads/\(name)") ?? known(.tag, "refs/tags/\(name)^{}")
                ?? known(.tag, "refs/tags/\(name)")
        if let found {
            (self.name, kind, commit) = (name, found.0, found.1)
        } else if name == "HEAD" {
            (self.name, kind, commit) = (name, nil, nil)
        } else if name.count <= 40, name.allSatisfy(\.isHexDigit) {
            (self.name, kind, commit) = (name.lowercased(), .hash, name.lowercased())
        } else {
            return nil
        }
    }

    /// Whether a local commit is this one.
    func isAt(_ local: String?) -> Bool {
        guard let commit, let local else { return commit == nil && local == nil }
        return kind == .hash ? local.hasPrefix(commit) : local == commit
    }

    /// As comments have it.
    func place(remote: String) -> String {
        let short = Self.short(commit)
        switch kind {
        case .hash: return name == "HEAD" ? "remote HEAD (\(short))" : short
        case .branch: return "\(remote)/\(name) (\(short))"
        case .tag, nil: return "\(name) (\(short))"
        }
    }

    static func short(_ commit: String?) -> String { commit.map { String($0.prefix(7)) } ?? "None" }
}
