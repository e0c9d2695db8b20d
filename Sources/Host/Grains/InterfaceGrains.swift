package import Values

/// The addresses of this host, by interface and all together.
package struct InterfaceGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        let interfaces = NetworkInterface.all()
        var four: ValueMap = [:]
        var six: ValueMap = [:]
        var both: ValueMap = [:]
        var hardware: ValueMap = [:]
        for interface in interfaces {
            four[interface.name] = .strings(interface.ipv4.map(\.text))
            six[interface.name] = .strings(interface.ipv6.map(\.text))
            both[interface.name] = .strings((interface.ipv4 + interface.ipv6).map(\.text))
            if let address = interface.hardwareAddress { hardware[interface.name] = .string(address) }
        }
        return [
            "ipv4": .strings(Set(interfaces.flatMap(\.ipv4).map(\.text)).sorted()),
            "ipv6": .strings(Set(interfaces.flatMap(\.ipv6).map(\.text)).sorted()),
            "ip4_interfaces": .map(four), "ip6_interfaces": .map(six), "ip_interfaces": .map(both),
            "hwaddr_interfaces": .map(hardware),
        ]
    }
}
