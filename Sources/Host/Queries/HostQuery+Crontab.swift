extension HostQuery {
    /// The text of a crontab.
    ///
    /// - Parameter user: nil for the caller's own.
    package static func crontab(of user: String?) -> HostQuery {
        HostQuery(["crontab"] + (user.map { ["-u", $0] } ?? []) + ["-l"])
    }
}
