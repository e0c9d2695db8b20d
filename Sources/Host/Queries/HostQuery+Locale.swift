extension HostQuery {
    /// The locales that programs can be run in.
    package static let locales = HostQuery(["locale", "-a"])
}
