import Execution
import Host
import Values

/// Clones a repository that is not there.
struct GitCloning: Sendable {
    let state: GitLatest
    let seen: GitLatest.Observation
    let wanted: GitRevision
    let writer: HostWriter

    private var looking: GitLooking { GitLooking(state: state, reader: writer.reader) }

    private func git(_ words: String...) async throws { try await run(words) }

    private func run(_ words: [String]) async throws { try await state.access.run(words, in: state.target, writer) }

    func apply() async throws -> Applied {
        var comments = GitComments()
        var changes: ValueMap = [:]
        if let contents = seen.contents, state.forcesClone {
            for name in contents { try writer.files.remove(PathText.join(state.target, name)) }
            changes["forced clone"] = true
        }
        do {
            try await clone()
        } catch let problem as Diagnostic {
            return .failed("Clone failed: \(problem.message)", changes: changes)
        }
        changes["new"] = .string("\(state.url) => \(state.target)")
        let kind = state.isMirror ? " as mirror" : state.isBare ? " as bare repository" : ""
        comments.parts.append("\(state.url) cloned to \(state.target)\(kind)")
        do {
            if !state.isBare, let commit = wanted.commit { try await checkOut(commit, &comments) }
            if state.submodules, wanted.commit != nil {
                try await git("submodule", "update", "--init", "--recursive")
            }
        } catch let problem as Diagnostic {
            return .failed(comments.failure(problem.message), changes: changes)
        }
        if let commit = try await looking.commit("HEAD") {
            changes["revision"] = ["old": nil, "new": .string(commit)]
        }
        return Applied(comments.text, changes: changes)
    }

    private func clone() async throws {
        var words = ["clone"]
        if state.isMirror { words.append("--mirror") } else if state.isBare { words.append("--bare") }
        if state.remote != "origin" { words += ["--origin", state.remote] }
        if let depth = state.depth { words += ["--depth", String(depth), "--branch", state.revision] }
        words += ["--", state.access.address(state.url), state.target]
        try await state.access.run(words, writer)
    }

    private func checkOut(_ commit: String, _ comments: inout GitComments) async throws {
        let place = wanted.place(remote: state.remote)
        if wanted.kind == .tag, !(try await looking.tags().contains(wanted.name)) {
            throw Diagnostic("Revision '\(wanted.name)' does not exist in clone")
        }
        if let branch = state.branch, !(try await looking.branches().contains(branch)) {
            let start = wanted.name == "HEAD" ? commit : wanted.kind == .branch ? state.upstream ?? "" : wanted.name
            try await git("checkout", "-b", branch, start)
            comments.parts.append("Branch '\(branch)' checked out, with \(place) as a starting point")
        }
        var local = GitLatest.Local()
        local.commit = try await looking.commit("HEAD")
        local.branch = try await looking.branch()
        if local.branch == nil, seen.references["HEAD"] == nil {
            throw Diagnostic(
                "Remote HEAD refers to a ref that does not exist. This can happen when the default branch on the remote "
                    + "repository is renamed or deleted. If you are unable to fix the remote repository, you can work around "
                    + "this by setting the 'branch' argument (which will ensure that the named branch is created if it does "
                    + "not already exist).")
        }
        if !wanted.isAt(local.commit) {
            try await git("reset", "--hard", commit)
            comments.parts.append("Repository was reset to \(place)")
        }
        if let branch = local.branch { local.upstream = try await looking.upstream(of: branch) }
        guard local.branch != nil, let tracking = GitTracking(wanted, local, state) else { return }
        try await run(tracking.words)
        comments.parts.append(tracking.done)
    }
}
