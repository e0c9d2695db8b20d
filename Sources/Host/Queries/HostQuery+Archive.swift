extension HostQuery {
    /// What is in a tar archive, a line each, with names quoted as in C.
    ///
    /// - Parameters:
    ///   - bytes: the archive.
    ///   - compression: `tar`'s option for it.
    package static func tarListing(of bytes: [UInt8], compression: String?) -> HostQuery {
        HostQuery(
            ["tar", "--list", "--verbose", "--numeric-owner", "--quoting-style=c"] + (compression.map { [$0] } ?? [])
                + ["--file", "-"], input: bytes)
    }

    /// The same of an archive on this machine.
    package static func tarListing(ofFile path: String) -> HostQuery {
        HostQuery(["tar", "--list", "--verbose", "--numeric-owner", "--quoting-style=c", "--file", path])
    }
}
