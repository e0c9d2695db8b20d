package import Values

/// The distribution, from `/etc/os-release`, named as Salt names it.
package struct OperatingSystemGrains: GrainCollector {
    package init() {}

    private static let names = [
        "debian": "Debian", "ubuntu": "Ubuntu", "raspbian": "Raspbian", "linuxmint": "Mint", "rhel": "RedHat",
        "centos": "CentOS", "rocky": "Rocky", "almalinux": "AlmaLinux", "fedora": "Fedora", "amzn": "Amazon",
        "ol": "OEL", "sles": "SUSE", "opensuse-leap": "Leap", "opensuse-tumbleweed": "Tumbleweed", "arch": "Arch",
        "alpine": "Alpine", "gentoo": "Gentoo", "void": "Void",
    ]

    private static let families = [
        "Debian": "Debian", "Ubuntu": "Debian", "Raspbian": "Debian", "Mint": "Debian", "RedHat": "RedHat",
        "CentOS": "RedHat", "Rocky": "RedHat", "AlmaLinux": "RedHat", "Fedora": "RedHat", "Amazon": "RedHat",
        "OEL": "RedHat", "SUSE": "Suse", "Leap": "Suse", "Tumbleweed": "Suse",
    ]

    private static let fullNames = ["debian": "Debian GNU/Linux", "ubuntu": "Ubuntu"]

    package func collect(from files: any FileReading) -> ValueMap {
        let release = fields(lines("/etc/os-release", files))
        let identifier = release["ID"] ?? "linux"
        let name = Self.names[identifier] ?? release["NAME"] ?? "Linux"
        let fullName = Self.fullNames[identifier] ?? release["NAME"] ?? name
        var grains: ValueMap = [
            "kernel": "Linux", "os": .string(name), "os_family": .string(Self.families[name] ?? name),
            "osfullname": .string(fullName),
        ]
        grains["oscodename"] = .string(release["VERSION_CODENAME"] ?? release["PRETTY_NAME"] ?? "")
        if let version = version(release["VERSION_ID"], identifier, files) { numbers(version, name, fullName, &grains) }
        grains["lsb_distrib_id"] = .string(fullName)
        grains["lsb_distrib_release"] = grains["osrelease"]
        grains["lsb_distrib_codename"] = grains["oscodename"]
        return grains
    }

    /// Debian's own release file knows nothing finer than VERSION_ID since it names a codename on testing.
    private func version(_ text: String?, _ identifier: String, _ files: any FileReading) -> String? {
        text ?? (identifier == "debian" ? line("/etc/debian_version", files) : nil)
    }

    private func numbers(_ version: String, _ name: String, _ fullName: String, _ grains: inout ValueMap) {
        let parts = version.split(separator: ".").map { part in Int(part).map(Value.int) ?? .string(String(part)) }
        grains["osrelease"] = .string(version)
        grains["osrelease_info"] = .list(parts)
        guard let major = parts.first else { return }
        grains["osmajorrelease"] = major
        let short = name == "Debian" ? "Debian" : fullName
        let finger = name == "Ubuntu" ? version : major.scalarText ?? version
        grains["osfinger"] = .string("\(short)-\(finger)")
    }

    private func fields(_ lines: [Substring]) -> [String: String] {
        var fields: [String: String] = [:]
        for line in lines {
            let halves = line.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            fields[String(halves[0])] = halves[1].filter { $0 != "\"" && $0 != "'" }
        }
        return fields
    }
}
