package import Values

/// Whether this machine is a real one, a virtual one or a container.
package struct VirtualizationGrains: GrainCollector {
    package init() {}

    private static let products = [
        ("KVM", "kvm"), ("QEMU", "kvm"), ("VMware", "VMware"), ("VirtualBox", "VirtualBox"),
        ("Virtual Machine", "VirtualPC"), ("HVM domU", "xen"), ("Google Compute Engine", "gce"), ("OpenStack", "kvm"),
        ("Droplet", "kvm"), ("Bochs", "kvm"), ("Parallels", "Parallels"),
    ]

    package func collect(from files: any FileReading) -> ValueMap {
        if files.exists("/.dockerenv") { return ["virtual": "container", "virtual_subtype": "Docker"] }
        if files.exists("/run/.containerenv") { return ["virtual": "container", "virtual_subtype": "Podman"] }
        let texts = ["product_name", "sys_vendor", "board_vendor"].compactMap { line("/sys/class/dmi/id/\($0)", files) }
        for (mark, name) in Self.products where texts.contains(where: { $0.contains(mark) }) {
            return ["virtual": .string(name)]
        }
        let isGuest = lines("/proc/cpuinfo", files).contains { $0.hasPrefix("flags") && $0.contains(" hypervisor") }
        return ["virtual": isGuest ? "kvm" : "physical"]
    }
}
