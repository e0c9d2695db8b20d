/// Why a repository is not updated unless that is forced.
struct GitRefusal: Sendable {
    let state: GitLatest
    let seen: GitLatest.Observation
    let local: GitLatest.Local
    let wanted: GitRevision

    /// The branch to which the remote HEAD belongs.
    private var remoteBranch: String? {
        let prefix = "refs/heads/"
        guard let head = seen.references["HEAD"] else { return nil }
        return seen.references.filter { $0.key.hasPrefix(prefix) && $0.value == head }.keys.min()
            .map { String($0.dropFirst(prefix.count)) }
    }

    var text: String {
        let (old, new) = (GitRevision.short(local.base), GitRevision.short(wanted.commit))
        let way = local.hasChanges && old != new ? "from \(old) to \(new)" : "to \(new)"
        let branch =
            state.changesBranch(local) ? " (after checking out local branch '\(state.branch ?? "")')" : ""
        let reason = local.hasChanges ? "there are uncommitted changes" : "this is not a fast-forward merge"
        let other = local.hasChanges ? " (or 'remote-changes')" : ""
        let loss = local.hasChanges ? " and discard these changes" : ""
        return "Repository would be updated \(way)\(branch), but \(reason). Set 'force_reset' to True\(other) to force "
            + "this update\(loss).\(advice)"
    }

    private var advice: String {
        guard state.branch == nil else { return "" }
        let name = local.branch ?? "None"
        if state.revision != "HEAD" {
            guard local.branch != state.revision else { return "" }
            return " The desired rev (\(state.revision)) differs from the name of the local branch (\(name)), if the "
                + "desired rev is a branch name then a forced update could possibly be avoided by setting the 'branch' "
                + "argument to '\(state.revision)' instead."
        }
        guard let remoteBranch, remoteBranch != local.branch else { return "" }
        return
            " The default remote branch (\(remoteBranch)) differs from the local branch (\(name)). This could be caused "
            + "by changing the default remote branch, or if the local branch was manually changed. Rather than forcing an "
            + "update, it may be advisable to set the 'branch' argument to '\(remoteBranch)' instead. To ensure that this "
            + "state follows the '\(remoteBranch)' branch instead of the remote HEAD, set the 'rev' argument to "
            + "'\(remoteBranch)'."
    }
}
