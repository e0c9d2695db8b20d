import Docker
import Testing
import Values

@testable import Modules

@Suite struct `addresses of endpoints` {
    @Test(
        arguments: [
            (["advertise_address": "192.0.2.1"], ["ipv4": ["10.0.0.5"]], [], "192.0.2.1"),
            ([:], ["ipv4": ["10.0.0.5", "127.0.0.1"]], [], "10.0.0.5"),
            ([:], ["fqdn_ip4": ["127.0.1.1"], "ipv4": ["10.0.0.5"]], [], "10.0.0.5"),
            ([:], ["fqdn_ip4": ["10.0.0.9"], "ipv4": ["10.0.0.5"]], [], "10.0.0.9"),
            (
                [:],
                [
                    "ipv4": ["10.0.0.5", "172.17.0.1"],
                    "ip4_interfaces": ["br-0123456789ab": ["10.0.0.5"], "br-lan": ["172.17.0.1"]],
                ], [], "172.17.0.1"
            ),
            ([:], ["ipv4": ["10.0.0.5", "10.0.0.6"]], ["10.0.0.5"], "10.0.0.6"),
            ([:], ["ipv4": ["127.0.0.1"]], [], nil),
        ] as [(ValueMap, ValueMap, Set<String>, String?)])
    func `a host is known by an address that others can reach`(
        options: ValueMap, grains: ValueMap, gateways: Set<String>, address: String?
    ) {
        #expect(DockerHostAddress.find(options: options, grains: grains, gateways: gateways) == address)
    }

    private func describe(_ settings: Value, hostConfig: Value = [:]) -> Value {
        let container = ContainerDetails([
            "Id": "1", "Name": "/web", "HostConfig": hostConfig, "NetworkSettings": settings,
            "State": ["Running": true, "StartedAt": "2026-01-01T00:00:00Z"],
        ])
        return DockerEndpoints(port: 80, network: "front", hostAddress: "10.0.0.5").describe(container)
    }

    @Test(
        arguments: [
            ([["HostIp": "0.0.0.0", "HostPort": "8080"]], "10.0.0.5", 8080),
            ([["HostIp": "127.0.0.1", "HostPort": "8080"]], nil, nil),
            ([["HostIp": "192.0.2.7", "HostPort": "8080"]], "192.0.2.7", 8080),
            ([["HostIp": "::", "HostPort": "9"], ["HostIp": "0.0.0.0", "HostPort": "8"]], "10.0.0.5", 8),
            (nil, nil, nil),
        ] as [(Value, String?, Int?)])
    func `a published port counts when others can reach it`(bindings: Value, address: String?, port: Int?) {
        let endpoint = describe(["Ports": ["80/tcp": bindings], "Networks": ["a": ["IPAddress": "172.18.0.2"]]])
        #expect(endpoint["host_address"]?.string == address)
        #expect(endpoint["host_port"]?.int == port)
    }

    @Test func `the address is the one in the network that is asked for, or else in the first`() {
        let places: Value = ["a": ["IPAddress": "172.18.0.2"], "front": ["IPAddress": "172.19.0.2"]]
        #expect(describe(["Networks": places])["address"] == "172.19.0.2")
        #expect(describe(["Networks": ["a": ["IPAddress": "172.18.0.2"]]])["address"] == "172.18.0.2")
    }

    @Test func `a container on the host's network serves on the host's addresses`() {
        let endpoint = describe(["Networks": ["host": [:]]], hostConfig: ["NetworkMode": "host"])
        #expect(endpoint["address"] == "127.0.0.1" && endpoint["port"] == 80)
        #expect(endpoint["host_address"] == "10.0.0.5" && endpoint["host_port"] == 80)
    }
}
