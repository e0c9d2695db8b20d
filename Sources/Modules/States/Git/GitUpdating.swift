import Execution
import Host
import Values

/// Brings a repository that is there up to date.
struct GitUpdating: Sendable {
    let state: GitLatest
    let wanted: GitRevision
    let local: GitLatest.Local
    let writer: HostWriter

    private var looking: GitLooking { GitLooking(state: state, reader: writer.reader) }
    private var place: String { wanted.place(remote: state.remote) }

    private func git(_ words: String...) async throws { try await run(words) }

    private func run(_ words: [String]) async throws { try await state.access.run(words, in: state.target, writer) }

    func apply(_ seen: GitLatest.Observation) async throws -> Applied {
        var comments = GitComments()
        var changes: ValueMap = [:]
        do {
            if let refusal = try await update(seen, &comments, &changes) { return refusal }
        } catch let problem as Diagnostic {
            return .failed(comments.failure(problem.message), changes: changes)
        }
        let commit = try await looking.commit("HEAD")
        if !state.isBare, !wanted.isAt(commit) {
            return .failed(comments.failure("Failed to update repository"), changes: changes)
        }
        if commit != local.commit {
            changes["revision"] = ["old": Value(local.commit), "new": Value(commit)]
            return Applied(comments.text, changes: changes)
        }
        let made = comments.parts.isEmpty ? "" : "\n\nChanges made: \(comments.text)"
        return Applied("Repository \(state.target) is up-to-date\(made)", changes: changes)
    }

    /// - Returns: what it comes to when nothing more is to be done.
    private func update(
        _ seen: GitLatest.Observation, _ comments: inout GitComments, _ changes: inout ValueMap
    ) async throws -> Applied? {
        if state.isBare {
            let isNew = try await fetch()
            comments.parts.append(
                "Bare repository at \(state.target) was fetched\(isNew ? ", resulting in updated refs" : "")")
            return nil
        }
        guard let commit = wanted.commit else { return nil }
        try await setRemote(&comments, &changes)
        let tracking = GitTracking(wanted, local, state)
        if let branch = state.branch, !local.branches.contains(branch) {
            // A new branch follows what it starts from.
        } else if tracking != nil, local.branch == nil {
            return .failed(
                comments.failure(
                    "Cannot set/unset upstream tracking branch, local HEAD refers to nonexistent branch. This may have been "
                        + "caused by cloning a remote repository for which the default branch was renamed or deleted. If "
                        + "you are unable to fix the remote repository, you can work around this by setting the 'branch' "
                        + "argument (which will ensure that the named branch is created if it does not already exist)."),
                changes: changes)
        }
        var isForward = local.hasChanges && state.reset != .remoteChanges ? false : local.isAncestor
        let isSame = try await syncTags(seen, &comments, &changes)
        if !local.hasRevision || !isSame {
            if try await fetch() { comments.parts.append("\(state.url) was fetched, resulting in updated refs") }
            guard try await looking.commit(commit) != nil else {
                throw Diagnostic(
                    "Fetch did not successfully retrieve rev '\(wanted.name)' from \(state.url): \(commit) is not there"
                )
            }
            if !wanted.isAt(local.commit), !state.updatesHead, !state.changesBranch(local) {
                return Applied(GitUpdatePlan.stays(wanted, local, state), changes: changes)
            }
            isForward = try await self.isForward(to: commit)
            if state.reset == .no, isForward == false || local.hasChanges {
                let refusal = GitRefusal(state: state, seen: seen, local: local, wanted: wanted)
                return .failed(comments.failure(refusal.text), changes: changes)
            }
        }
        try await checkOut(commit, &comments)
        if isForward == false {
            try await git("reset", "--hard", commit)
            changes["forced update"] = true
            if local.hasChanges { comments.parts.append("Uncommitted changes were discarded") }
            comments.parts.append("Repository was hard-reset to \(place)")
        } else if local.hasChanges, state.reset != .no {
            try await git("reset", "--hard", "HEAD")
            comments.parts.append("Uncommitted changes were discarded")
        }
        if let tracking, state.branch.map(local.branches.contains) ?? true {
            try await run(tracking.words)
            comments.parts.append(tracking.done)
        }
        if isForward == true, !wanted.isAt(local.base) { try await forward(to: commit, &comments) }
        if state.submodules { try await git("submodule", "update", "--init", "--recursive") }
        return nil
    }

    private func isForward(to commit: String) async throws -> Bool {
        guard let base = local.base else { return true }
        return try await looking.isAncestor(base, of: commit)
    }

    private func setRemote(_ comments: inout GitComments, _ changes: inout ValueMap) async throws {
        let address = state.access.address(state.url)
        guard local.address != address else { return }
        if let old = local.address {
            try await git("remote", "set-url", state.remote, address)
            comments.parts.append(
                "Remote '\(state.remote)' changed from \(WebURL.redacted(old)) to \(WebURL.redacted(address))")
        } else {
            try await git("remote", "add", state.remote, address)
            comments.parts.append("Remote '\(state.remote)' set to \(WebURL.redacted(address))")
            changes["new"] = .string("\(state.url) => \(state.remote)")
        }
    }

    /// - Returns: whether both sides have the same tags.
    private func syncTags(
        _ seen: GitLatest.Observation, _ comments: inout GitComments, _ changes: inout ValueMap
    ) async throws -> Bool {
        let tags = GitTags(seen.references, local.tags, state)
        if !tags.new.isEmpty { changes["new_tags"] = .strings(tags.new) }
        guard !tags.deleted.isEmpty else { return tags.new.isEmpty }
        for tag in tags.deleted { try await git("tag", "-d", tag) }
        changes["deleted_tags"] = .strings(tags.deleted)
        comments.parts.append(
            "The following tags were removed from the local checkout: \(tags.deleted.joined(separator: ", "))")
        return false
    }

    /// - Returns: whether a reference changed.
    private func fetch() async throws -> Bool {
        let query = HostQuery.gitReferences(of: state.target, state.access.place())
        let before = try await state.access.answer(query, writer.reader)
        var words = ["fetch"] + (state.forcesFetch ? ["--force"] : []) + [state.remote]
        if state.fetchesTags, !state.isMirror {
            words.append("refs/heads/\(state.branchPattern):refs/remotes/\(state.remote)/\(state.branchPattern)")
            words.append("+refs/tags/\(state.tagPattern):refs/tags/\(state.tagPattern)")
        }
        do {
            try await run(words)
        } catch let problem as Diagnostic {
            throw Diagnostic(
                "Fetch failed. Set 'force_fetch' to True to force the fetch if the failure was due to not being able to "
                    + "fast-forward. Output of the fetch command follows:\n\n\(problem.message)")
        }
        return try await state.access.answer(query, writer.reader) != before
    }

    private func checkOut(_ commit: String, _ comments: inout GitComments) async throws {
        guard state.changesBranch(local), let branch = state.branch else { return }
        guard !local.hasChanges || state.forcesCheckout else {
            throw Diagnostic(
                "Local branch '\(local.branch ?? "")' has uncommitted changes. Set 'force_checkout' to True to discard them "
                    + "and proceed.")
        }
        let force = state.forcesCheckout ? ["--force"] : []
        guard !local.branches.contains(branch) else {
            try await run(["checkout"] + force + [branch])
            comments.parts.append("'\(branch)' was checked out")
            return
        }
        let start = wanted.name == "HEAD" ? commit : wanted.kind == .branch ? state.upstream ?? "" : wanted.name
        try await run(["checkout"] + force + ["-b", branch, start])
        comments.parts.append("New branch '\(branch)' was checked out, with \(place) as a starting point")
    }

    private func forward(to commit: String, _ comments: inout GitComments) async throws {
        guard wanted.kind == .branch || wanted.name == "HEAD" else {
            try await git("reset", "--hard", wanted.name)
            comments.parts.append("Repository was reset to \(wanted.name) (fast-forward)")
            return
        }
        guard try await looking.branch() != nil else { throw Diagnostic("Unable to fast-forward, HEAD is detached") }
        try await git("merge", "--ff-only", commit)
        comments.parts.append("Repository was fast-forwarded to \(place)")
    }
}
