extension HostQuery {
    /// What a file of known hosts has of a host.
    package static func knownHost(_ name: String, in file: String) -> HostQuery {
        HostQuery(["ssh-keygen", "-F", name, "-f", file])
    }

    /// The keys that a host shows.
    package static func hostKeys(
        of name: String, port: Int?, kind: String?, areHashed: Bool, timeout: Int
    ) -> HostQuery {
        let port = port.map { ["-p", String($0)] } ?? []
        let kind = kind.map { ["-t", $0] } ?? []
        return HostQuery(
            ["ssh-keyscan"] + port + kind + (areHashed ? ["-H"] : []) + ["-T", String(timeout), name])
    }
}
