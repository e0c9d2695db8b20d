import Execution
import Values

/// What a repository that is there needs, and how a test tells it.
struct GitUpdatePlan: Sendable {
    let state: GitLatest
    let seen: GitLatest.Observation
    let local: GitLatest.Local
    let wanted: GitRevision

    private typealias Verdict = Plan<GitLatest.Change>

    private var matches: Bool { wanted.isAt(local.commit) }
    private var changesBranch: Bool { state.changesBranch(local) }
    private var isMoved: Bool { local.address != state.access.address(state.url) }

    /// Nil when it has to be fetched before that can be told.
    private var isFastForward: Bool? {
        if local.hasChanges, state.reset != .remoteChanges { return false }
        return local.hasRevision ? local.isAncestor : nil
    }

    var plan: Plan<GitLatest.Change> {
        if state.isBare {
            return .changing(
                [.update], predicted: [:], comment: "Bare repository at \(state.target) would be fetched")
        }
        guard wanted.commit != nil else {
            guard local.commit != nil else { return .satisfied("Repository \(state.target) is up-to-date") }
            return .impossible(
                "Remote repository is empty, cannot update from a non-empty to an empty repository")
        }
        if local.hasChanges, matches { return planDirty }
        if let tag = local.strayTag, state.reset == .no {
            return .impossible(
                "'\(wanted.name)' is a tag, but the remote SHA1 for this tag (\(GitRevision.short(wanted.commit))) "
                    + "doesn't match the local SHA1 (\(GitRevision.short(tag))). Set 'force_reset' to True to force this "
                    + "update.")
        }
        if local.hasRevision, !matches, !state.updatesHead, !changesBranch {
            return .satisfied(Self.stays(wanted, local, state))
        }
        if isFastForward == false, state.reset == .no {
            return .impossible(GitRefusal(state: state, seen: seen, local: local, wanted: wanted).text)
        }
        return isMoved ? planMove : planSteps
    }

    static func stays(_ wanted: GitRevision, _ local: GitLatest.Local, _ state: GitLatest) -> String {
        let place = wanted.place(remote: state.remote)
        let shown = wanted.name == "HEAD" ? place.prefix(1).uppercased() + place.dropFirst().lowercased() : place
        return "\(shown) is already present and local HEAD (\(GitRevision.short(local.commit))) does not match, but "
            + "update_head=False. HEAD has not been updated locally."
    }

    private var planDirty: Plan<GitLatest.Change> {
        guard state.reset == .yes else {
            return .satisfied(
                "Repository \(state.target) is up-to-date, but with uncommitted changes. Set 'force_reset' to True to "
                    + "purge uncommitted changes.")
        }
        return .changing(
            [.update], predicted: ["forced update": true],
            comment: "\(state.target) is up-to-date, but with uncommitted changes. Since 'force_reset' is set to True, "
                + "these local changes would be reset. To only reset when there are changes in the remote repository, set "
                + "'force_reset' to 'remote-changes'.")
    }

    private var mergeAction: String {
        switch isFastForward {
        case true?: "fast-forwarded"
        case false?: "hard-reset"
        case nil: "updated"
        }
    }

    private var revisionChange: ValueMap {
        ["revision": ["old": Value(local.commit), "new": Value(wanted.commit)]]
    }

    private var planMove: Plan<GitLatest.Change> {
        let old = local.address.map(WebURL.redacted) ?? "None"
        let new = WebURL.redacted(state.access.address(state.url))
        var steps = ["Remote '\(state.remote)' would be changed from \(old) to \(new)"]
        var changes: ValueMap = [:]
        if !local.hasRevision { steps.append("Remote would be fetched") }
        if !matches, state.updatesHead {
            changes = revisionChange
            if isFastForward == false { changes["forced update"] = true }
            steps.append("Repository would be \(mergeAction) to \(GitRevision.short(wanted.commit))")
        }
        return told(steps, changes)
    }

    private var planSteps: Plan<GitLatest.Change> {
        var steps: [String] = []
        var changes: ValueMap = [:]
        if !local.hasRevision { steps.append("Remote '\(state.remote)' would be fetched") }
        if !matches, state.updatesHead || changesBranch { changes = revisionChange }
        let short = (old: GitRevision.short(local.commit), new: GitRevision.short(wanted.commit))
        if changesBranch, let branch = state.branch {
            if local.branches.contains(branch) {
                steps.append("Branch '\(branch)' would be checked out and \(mergeAction) to \(short.new)")
            } else {
                let place = wanted.place(remote: state.remote)
                steps.append("New branch '\(branch)' would be checked out, with \(place) as a starting point")
                if wanted.kind == .branch { steps.append("Tracking branch would be set to \(state.upstream ?? "")") }
            }
        } else if !matches, state.updatesHead {
            let other = state.reset != .no && local.hasRevision ? "hard-reset" : "updated"
            let action = isFastForward == true ? mergeAction : other
            steps.append("Repository would be \(action) from \(short.old) to \(short.new)")
        } else if !matches {
            steps.append(
                "Local HEAD (\(short.old)) does not match \(wanted.place(remote: state.remote)) but update_head=False, HEAD "
                    + "would not be updated locally")
        }
        if let tracking = GitTracking(wanted, local, state) { steps.append(tracking.planned) }
        let tags = GitTags(seen.references, local.tags, state)
        if !tags.new.isEmpty || !tags.deleted.isEmpty, local.hasRevision {
            steps.append("Remote '\(state.remote)' would be fetched")
        }
        return told(steps, changes)
    }

    private func told(_ steps: [String], _ changes: ValueMap) -> Plan<GitLatest.Change> {
        let text = GitComments(parts: steps).text
        guard !steps.isEmpty else {
            // What submodules have is known only when they are asked.
            guard state.submodules, !seen.isTest else {
                return .satisfied("Repository \(state.target) is up-to-date")
            }
            return .changing([.update], predicted: [:], comment: "")
        }
        let isToldAlone = !changes.isEmpty || (!matches && !state.updatesHead)
        let comment =
            !isToldAlone
            ? "Repository \(state.target) is up-to-date\n\nChanges that would be made: \(text)" : text
        return .changing([.update], predicted: changes, comment: comment)
    }
}
