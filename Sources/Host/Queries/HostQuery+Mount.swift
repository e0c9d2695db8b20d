extension HostQuery {
    /// The device that has a label or an identifier, such as `UUID=...`; nothing where there is none.
    package static func blockDevice(with token: String) -> HostQuery {
        HostQuery(["blkid", "-o", "device", "-t", token])
    }
}
