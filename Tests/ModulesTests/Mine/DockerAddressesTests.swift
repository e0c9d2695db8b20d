import Model
import Testing
import Values

@testable import Modules

/// Salt's `mine.get_docker` over the same mine; where Salt's order is that of a set, the order is the hosts'.
struct DockerAddressesTests {
    private static let hosts: ValueMap = [
        "a": [
            "host": [
                "interfaces": [
                    "lo": ["inet": [["address": "127.0.0.1"]]],
                    "eth0": ["inet": [["address": "10.0.1.2"]], "inet6": [["address": "fe80::1"]]],
                    "eth1": ["up": false],
                ]
            ],
            "c1": [
                "Image": "web:1",
                "Ports": [
                    ["PrivatePort": 80, "PublicPort": 8080, "IP": "0.0.0.0", "Type": "tcp"],
                    ["PrivatePort": 443, "Type": "tcp"],
                ],
            ],
            "c2": ["Image": "db", "Ports": [["PrivatePort": 5432, "PublicPort": 15432, "IP": "10.0.1.2"]]],
            "c3": ["Image": "idle", "Ports": []],
        ],
        "b": [
            "host": [
                "interfaces": [
                    "lo": ["inet": [["address": "127.0.0.1"]]], "eth0": ["inet": [["address": "10.0.2.2"]]],
                ]
            ],
            "c4": [
                "Image": "web:1",
                "Ports": [
                    ["PrivatePort": 80, "PublicPort": 8080, "IP": "0.0.0.0"],
                    ["PrivatePort": 80, "PublicPort": 8080, "IP": "::"],
                ],
            ],
        ],
    ]

    private func found(
        _ interfaces: [String] = [], _ networks: [String] = [], tellsContainers: Bool = false
    ) throws -> Value {
        let networks = try networks.map { try AddressRange($0) }
        let addresses = DockerAddresses(interfaces: interfaces, networks: networks, tellsContainers: tellsContainers)
        return .map(addresses.byImage(Self.hosts))
    }

    private static func open(_ port: Int, _ places: Value) -> Value {
        ["ipv4": .map(ValueMap([(.int(port), places)]))]
    }

    private func expected(_ web: [Value], _ database: Value = "10.0.1.2:15432") -> Value {
        ["web:1": Self.open(80, .list(web)), "db": Self.open(5432, [database]), "idle": [:]]
    }

    @Test func `a port that is open on all addresses is open on those of the host`() throws {
        #expect(
            try found() == expected(["127.0.0.1:8080", "10.0.1.2:8080", "10.0.2.2:8080", ":::8080"]))
    }

    @Test(arguments: [["eth0"], ["eth0", "eth9"]])
    func `only the interfaces that are asked for count`(names: [String]) throws {
        #expect(try found(names) == expected(["10.0.1.2:8080", "10.0.2.2:8080", ":::8080"]))
    }

    @Test func `only the networks that are asked for count`() throws {
        #expect(try found([], ["10.0.1.0/24"]) == expected(["10.0.1.2:8080", ":::8080"]))
    }

    @Test func `containers are told beside their addresses`() throws {
        let web: [Value] = [["10.0.1.2:8080", "c1"], ["10.0.2.2:8080", "c4"], [":::8080", "c4"]]
        #expect(try found([], ["10.0.0.0/8"], tellsContainers: true) == expected(web, ["10.0.1.2:15432", "c2"]))
    }

    @Test func `a host that did not tell its interfaces has only what is bound to an address`() throws {
        var hosts = Self.hosts
        hosts["b"] = ["c4": hosts["b"]?["c4"] ?? .null]
        hosts.removeValue(forKey: "a")
        let addresses = DockerAddresses(interfaces: [], networks: [], tellsContainers: false)
        #expect(addresses.byImage(hosts) == ["web:1": Self.open(80, [":::8080"])])
    }
}
