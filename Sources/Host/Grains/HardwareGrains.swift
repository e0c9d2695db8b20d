package import Values

/// The machine as its firmware describes it, and what started the system.
package struct HardwareGrains: GrainCollector {
    package init() {}

    private static let firmware = [
        ("productname", "product_name"), ("manufacturer", "sys_vendor"), ("biosversion", "bios_version"),
        ("biosreleasedate", "bios_date"), ("serialnumber", "product_serial"), ("uuid", "product_uuid"),
    ]

    package func collect(from files: any FileReading) -> ValueMap {
        var grains: ValueMap = ["init": .string(initSystem(files)), "efi": .bool(files.exists("/sys/firmware/efi"))]
        if let machine = line("/etc/machine-id", files) { grains["machine_id"] = .string(machine) }
        for (grain, file) in Self.firmware {
            guard let text = line("/sys/class/dmi/id/\(file)", files) else { continue }
            grains[grain] = .string(grain == "uuid" ? text.lowercased() : text)
        }
        return grains
    }

    /// As systemd itself advises: it runs when this directory exists.
    private func initSystem(_ files: any FileReading) -> String {
        if files.isDirectory("/run/systemd/system") { return "systemd" }
        return line("/proc/1/comm", files) == "init" ? "sysvinit" : "unknown"
    }
}
