import Execution
import Host
import Model
import Values

/// `network.*`: the interfaces and addresses of this machine.
enum NetworkModule {
    private static let selection: [Parameter] = [
        .optional("interface"), .optional("include_loopback", false), .optional("cidr"), .optional("type"),
    ]

    static let functions: [ExecutionFunction] = [
        .init("network.ip_addrs", "The IPv4 addresses.", parameters: selection) { call, _ in
            FunctionResult(.strings(try addresses(call, \.ipv4)))
        },
        .init("network.ipaddrs", "The IPv4 addresses.", parameters: selection) { call, _ in
            FunctionResult(.strings(try addresses(call, \.ipv4)))
        },
        .init("network.ip_addrs6", "The IPv6 addresses.", parameters: selection) { call, _ in
            FunctionResult(.strings(try addresses(call, \.ipv6)))
        },
        .init("network.interfaces", "Every interface with its addresses.") { _, _ in
            FunctionResult(.map(interfaces))
        },
        .init("network.interface_ip", "The first IPv4 address of an interface.", parameters: [.required("iface")]) {
            call, _ in
            let name = try call.text("iface")
            return FunctionResult(.string(NetworkInterface.all().first { $0.name == name }?.ipv4.first?.text ?? ""))
        },
        .init(
            "network.dns_check", "The address of a name that can be reached, as URLs need it.",
            parameters: [.required("addr"), .required("port"), .optional("safe", false), .optional("ipv6")]
        ) { call, _ in
            guard let name = call["addr"].string, let port = call["port"].int else {
                let shown = call["addr"].scalarText ?? call["addr"].kindName
                throw Diagnostic(
                    "Attempt to resolve address '\(shown)' failed. Invalid or unresolveable address",
                    hint: "the address is a string, the port a number")
            }
            let ipv6 = call["ipv6"].isNull ? nil : try call.flag("ipv6")
            return FunctionResult(
                .string(try await DedicatedThread.run { _ in try NameLookup.reachable(name, port: port, ipv6: ipv6) }))
        },
        .init("network.get_hostname", "The name of this host.") { _, run in FunctionResult(run.grains["nodename"] ?? "")
        },
        .init("network.get_fqdn", "The full name of this host.") { _, run in FunctionResult(run.grains["fqdn"] ?? "") },
    ]

    /// The interfaces of this machine by name, as `network.interfaces` tells them.
    static var interfaces: ValueMap {
        ValueMap(NetworkInterface.all().map { (.string($0.name), describe($0)) })
    }

    private static func addresses(
        _ call: BoundArguments, _ family: KeyPath<NetworkInterface, [NetworkInterface.Address]>
    ) throws -> [String] {
        let name = try call.optionalText("interface")
        let takesLoopback = try call.flag("include_loopback")
        let range = try call.optionalText("cidr").map { text throws(Diagnostic) in try AddressRange(text) }
        return NetworkInterface.all().filter { name == nil || $0.name == name }.flatMap { $0[keyPath: family] }
            .filter { takesLoopback || !$0.isLoopback }.map(\.text).filter { range?.contains($0) ?? true }.sorted()
    }

    private static func describe(_ interface: NetworkInterface) -> Value {
        var map: ValueMap = ["up": .bool(interface.isUp)]
        if let address = interface.hardwareAddress { map["hwaddr"] = .string(address) }
        if !interface.ipv4.isEmpty {
            map["inet"] = .list(
                interface.ipv4.map {
                    [
                        "address": .string($0.text), "netmask": .string(netmask($0.prefix)),
                        "label": .string(interface.name),
                    ]
                })
        }
        if !interface.ipv6.isEmpty {
            map["inet6"] = .list(
                interface.ipv6.map { ["address": .string($0.text), "prefixlen": .string(String($0.prefix))] })
        }
        return .map(map)
    }

    private static func netmask(_ prefix: Int) -> String {
        let bits = prefix == 0 ? 0 : UInt32.max << UInt32(32 - prefix)
        return [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }
}
