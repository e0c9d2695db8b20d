import Host
import Values

/// Looks at a repository on this machine.
struct GitLooking: Sendable {
    let state: GitLatest
    let reader: HostReader

    private var place: HostQuery.GitPlace { state.access.place(state.target) }

    private func answer(_ query: HostQuery) async throws -> String? { try await state.access.answer(query, reader) }

    private func lines(_ query: HostQuery) async throws -> [String] {
        try await answer(query)?.split(separator: "\n").map(String.init) ?? []
    }

    func commit(_ name: String) async throws -> String? { try await answer(.gitCommit(name, place)) }

    func isAncestor(_ first: String, of second: String) async throws -> Bool {
        try await reader.queries.answer(to: .gitIsAncestor(first, of: second, place)).exitCode == 0
    }

    func branches() async throws -> [String] { try await lines(.gitBranches(place)) }

    func branch() async throws -> String? { try await answer(.gitBranch(place)) }

    func tags() async throws -> Set<String> { Set(try await lines(.gitTags(place))) }

    /// What a branch follows; nil for nothing.
    func upstream(of branch: String) async throws -> String? {
        try await answer(.gitName("\(branch)@{upstream}", place))
    }

    func local(_ wanted: GitRevision?) async throws -> GitLatest.Local {
        var local = GitLatest.Local()
        local.commit = try await commit("HEAD")
        local.branch = try await branch()
        local.branches = try await branches()
        local.tags = try await tags()
        local.address = try await answer(.gitRemote(state.remote, place))
        if !state.isBare { local.hasChanges = try await answer(.gitChanges(place))?.isEmpty == false }
        local.base = local.commit
        var branch = local.branch
        if state.changesBranch(local), let other = state.branch {
            if local.branches.contains(other) {
                branch = other
                local.base = try await commit(other)
            } else {
                local.base = wanted?.commit
            }
        }
        if let branch { local.upstream = try await upstream(of: branch) }
        try await compare(&local, wanted)
        return local
    }

    private func compare(_ local: inout GitLatest.Local, _ wanted: GitRevision?) async throws {
        guard let wanted, let commit = wanted.commit else { return }
        if wanted.kind == .hash, local.base?.hasPrefix(commit) == true {
            local.hasRevision = true
        } else if try await self.commit(commit) != nil {
            switch wanted.kind {
            case .hash, nil: local.hasRevision = true
            case .branch:
                local.hasRevision = try await self.commit("refs/remotes/\(state.remote)/\(wanted.name)") == commit
            case .tag:
                guard local.tags.contains(wanted.name) else { break }
                let tag = try await self.commit("refs/tags/\(wanted.name)")
                local.hasRevision = tag == commit
                if tag != commit { local.strayTag = tag }
            }
        }
        guard local.hasRevision, !(local.hasChanges && state.reset != .remoteChanges) else { return }
        if let base = local.base {
            local.isAncestor = try await isAncestor(base, of: commit)
        } else {
            local.isAncestor = true
        }
    }
}
