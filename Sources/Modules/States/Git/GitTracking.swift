/// What has to be done about the branch that the local one follows.
struct GitTracking: Sendable, Hashable {
    enum Action: Sendable, Hashable { case set, unset, update }

    let action: Action
    /// What is to be followed.
    let upstream: String

    /// Nil when it is right. Who wants the remote's HEAD does not care.
    init?(_ wanted: GitRevision, _ local: GitLatest.Local, _ state: GitLatest) {
        upstream = state.upstream ?? ""
        guard wanted.name != "HEAD" else { return nil }
        switch (local.upstream, wanted.kind) {
        case (nil, .branch?): action = .set
        case (let old?, .branch?):
            guard old != upstream else { return nil }
            action = .update
        case (_?, _): action = .unset
        case (nil, _): return nil
        }
    }

    var planned: String {
        switch action {
        case .set: "Tracking branch would be set to \(upstream)"
        case .unset: "Tracking branch would be unset"
        case .update: "Tracking branch would be updated to \(upstream)"
        }
    }

    var done: String {
        switch action {
        case .set: "Tracking branch was set to \(upstream)"
        case .unset: "Tracking branch was unset"
        case .update: "Tracking branch was updated to \(upstream)"
        }
    }

    var words: [String] {
        action == .unset ? ["branch", "--unset-upstream"] : ["branch", "--set-upstream-to", upstream]
    }
}
