import Model

/// Which event tags a minion may use. The master's own (`salt/key`, `salt/job/.../ret`, `pigeon/stack`) can't be forged, nor what another
/// minion says of itself.
struct MinionTags {
    let minion: MinionID

    func allow(_ tag: String) -> Bool {
        let parts = tag.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.first {
        case "salt":
            switch parts.count > 1 ? parts[1] : "" {
            case "job": return parts.count > 4 && parts[3] == "prog" && parts[4] == minion.text
            case "state_result": return parts.count > 3 && parts[3] == minion.text
            case "beacon", "minion": return parts.count > 2 && parts[2] == minion.text
            default: return false
            }
        case "pigeon":
            switch parts.count > 1 ? parts[1] : "" {
            case "job": return parts.count > 4 && parts[3] == "running" && parts[4] == minion.text
            case "container": return parts.count > 2 && parts[2] == minion.text
            default: return false
            }
        default: return true
        }
    }

    /// Whether the tag is of the user's own making, as `event.send` takes it.
    func isOwn(_ tag: String) -> Bool { !tag.hasPrefix("salt/") && !tag.hasPrefix("pigeon/") }
}
