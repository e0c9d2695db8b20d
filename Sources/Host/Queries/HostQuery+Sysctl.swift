extension HostQuery {
    /// The value of a kernel parameter that is in force.
    package static func sysctl(_ name: String) -> HostQuery { HostQuery(["sysctl", "-n", name]) }

    /// All kernel parameters.
    package static let allSysctls = HostQuery(["sysctl", "-a"])
}
