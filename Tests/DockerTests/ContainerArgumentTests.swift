import Docker
import Testing
import Values

@Suite struct ContainerArgumentTests {
    @Test(arguments: ArgumentRow.all)
    func `an argument becomes the field of the Engine API`(row: ArgumentRow) throws {
        let body = try specification(row.arguments).creation(plainDigest).body
        var found = body.value(at: row.field.replacingPrefix("Config.", with: ""), delimiter: ".")
        if row.field == "Config.Labels" { found = found.map(withoutOurs) }
        #expect(found == row.expected)
    }

    @Test func `every argument has a row`() {
        let covered = Set(ArgumentRow.all.map(\.name))
        let others: Set = [
            "image", "networks", "ignore_collisions", "validate_ip_addrs", "skip_translate", "force", "start", "state",
            "watch_action", "shutdown_timeout", "client_timeout",
        ]
        #expect(Set(ContainerArguments.names).subtracting(covered).subtracting(others).isEmpty)
    }

    @Test(
        arguments: [
            (["prots": 80], "unknown argument 'prots' of a container", "did you mean 'ports'?"),
            (
                ["cmd": "a", "command": "b"], "'cmd' and 'command' are two names of one argument, and both are given",
                nil
            ),
            (["port_bindings": ":80"], "port_bindings: ':80' has an empty host port", nil),
            (["port_bindings": "80:"], "port_bindings: '80:' has an empty container port", nil),
            (["publish": "1.2.3:80:80"], "publish: '1.2.3' in '1.2.3:80:80' is not an IP address", nil),
            (
                ["publish": "8-9:7"],
                "publish: the host's range '8-9' does not have as many ports as the container's '7' in '8-9:7'",
                nil
            ),
            (["ports": "81-80"], "ports: the range '81-80' in '81-80' ends before it starts", nil),
            (["ports": "80/http"], "ports: 'http' in '80/http' is not a protocol", nil),
            (["ports": 70000], "ports: '70000' in '70000' is not a port or a range of ports", nil),
            (["binds": "/a"], "binds: '/a' is not host:container[:modes]", nil),
            (["binds": "/a:b"], "binds: the container's path 'b' in '/a:b' is not absolute", nil),
            (["binds": "./a:/b"], "binds: './a' in './a:/b' is neither an absolute path nor the name of a volume", nil),
            (["binds": "/a:/b:rx"], "binds: 'rx' in '/a:/b:rx' is not a mode (ro, rw, z, Z, ...)", nil),
            (["env": ["A"]], "env: 'A' is not a key=value pair", nil),
            (["mem_limit": "lots"], "mem_limit: a size such as 1048576, 512M or 2G was expected, not 'lots'", nil),
            (["tty": "yes"], "tty: true or false was expected, not 'yes'", nil),
            (
                ["restart": "sometimes"],
                "restart: 'sometimes' is not one of no, always, unless-stopped, on-failure[:retries]", nil
            ),
            (["restart": "always:3"], "restart: a number of retries goes with on-failure only: on-failure:5", nil),
            (["ulimits": "nofile"], "ulimits: 'nofile' is not name=soft[:hard]", nil),
            (["working_dir": "srv"], "working_dir: 'srv' is not an absolute path", nil),
            (["dns": "dns.google"], "dns: 'dns.google' is not an IP address", nil),
            (["mounts": [["targt": "/a"]]], "mounts: unknown option 'targt'; did you mean 'target'?", nil),
            (["mounts": [["source": "a"]]], "mounts: a mount needs a target", nil),
            (["mounts": [["target": "a"]]], "mounts: target: 'a' is not an absolute path", nil),
            (["mounts": [["target": "/a", "type": "bind"]]], "mounts: a bind needs a source", nil),
            (["cpus": 1, "nano_cpus": 5], "nano_cpus: cpus says the same; keep one", nil),
            (
                ["log_driver": "none", "log_config": ["Type": "none"]],
                "log_config: log_driver and log_opt say the same; keep one of the two ways", nil
            ),
            (["command": "a 'b"], "command: a quotation is not closed in 'a 'b'", nil),
            (
                ["networks": [["a": [["aliase": "x"]]]]],
                "networks: unknown option 'aliase' of network 'a'; did you mean 'aliases'?", nil
            ),
            (
                ["port_bindings": 80, "publish_all": true], "port_bindings and publish_all_ports exclude one another",
                nil
            ),
            (
                ["hostname": "a", "network_mode": "host"],
                "hostname can't be set with network_mode host: the name is the host's", nil
            ),
            (["networks": ["a"], "network_mode": "host"], "networks can't be combined with network_mode host", nil),
        ] as [(ValueMap, String, String?)])
    func `what is wrong is said with the argument's name`(arguments: ValueMap, message: String, hint: String?) throws {
        let problems = #expect(throws: Diagnostics.self) { try specification(arguments) }
        #expect(problems?.all.map(\.message) == [message])
        if let hint { #expect(problems?.all.first?.hint == hint) }
    }

    @Test func `all that is wrong is said at once, with the place`() throws {
        let place = SourceLocation(file: "web.sls", line: 3)
        let problems = #expect(throws: Diagnostics.self) {
            try ContainerArguments.decode(["imge": "a", "tty": "x", "ports": "y"], at: place)
        }
        #expect(problems?.all.count == 4)
        #expect(problems?.all.allSatisfy { $0.location == place } == true)
        #expect(problems?.all.contains { $0.message == "image: a container needs an image" } == true)
    }

    @Test func `with ignore_collisions the real name wins`() throws {
        let asked = try specification(["cmd": "a", "command": "b", "ignore_collisions": true])
        #expect(asked.config["Cmd"] == ["b"])
    }

    @Test func `addresses are not checked when that is switched off`() throws {
        let asked = try specification(["dns": "x", "validate_ip_addrs": false])
        #expect(asked.hostConfig["Dns"] == ["x"])
    }

    @Test func `options of the state are kept apart from the container`() throws {
        let (asked, options) = try ContainerArguments.decode([
            "name": "web", "image": "a:1", "state": "stopped", "force": true, "watch_action": "SIGHUP",
            "shutdown_timeout": 5,
            "client_timeout": "2m",
        ])
        #expect(asked == (try ContainerArguments.decode(["image": "a:1"]).specification))
        #expect(!options.start)
        #expect(options.force)
        #expect(options.watchAction == "SIGHUP")
        #expect(options.shutdownTimeout == .seconds(5))
        #expect(options.clientTimeout == .seconds(120))
    }

    @Test func `networks are names or maps, and the first is where the container is made`() throws {
        let creation = try specification([
            "networks": [
                "front",
                ["back": [["aliases": ["web", "app"]], ["ipv4_address": "10.1.0.5"], ["links": ["db:database"]]]],
            ]
        ]).creation(plainDigest)
        #expect(creation.body["HostConfig"]?["NetworkMode"] == "front")
        #expect(creation.body["NetworkingConfig"] == ["EndpointsConfig": ["front": [:]]])
        #expect(creation.connect.map(\.network) == ["back"])
        #expect(
            creation.connect.first?.endpoint == [
                "Aliases": ["app", "web"], "IPAMConfig": ["IPv4Address": "10.1.0.5"], "Links": ["db:database"],
            ])
    }

    @Test func `network_mode chooses the network of creation among the networks`() throws {
        let creation = try specification(["network_mode": "back", "networks": ["front", ["back": ["aliases": "web"]]]])
            .creation(plainDigest)
        #expect(creation.body["NetworkingConfig"] == ["EndpointsConfig": ["back": ["Aliases": ["web"]]]])
        #expect(creation.connect.map(\.network) == ["front"])
    }

    @Test func `an empty list of networks leaves the default one`() throws {
        #expect(try specification(["networks": []]).creation(plainDigest).disconnect == ["bridge"])
        #expect(try specification([:]).creation(plainDigest).disconnect.isEmpty)
    }

    @Test func `arguments that are null are as if they were not there`() throws {
        #expect(try specification(["cmd": nil, "ports": nil]) == specification([:]))
    }
}

func withoutOurs(_ labels: Value) -> Value {
    var map = labels.map ?? [:]
    for key in map.keyTexts where key.hasPrefix("pigeon.") || key == "from" { map.removeValue(forKey: key) }
    return .map(map)
}

extension String {
    func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
