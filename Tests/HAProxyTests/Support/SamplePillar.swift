import Values

@testable import HAProxy

/// The shape that the pillars of such formulas have in the field.
enum SamplePillar {
    static let value: Value = [
        "enabled": true, "version": 1.9, "install_method": "docker",
        "docker_config": ["image": "haproxy", "name": "haproxy", "networks": ["loadbal"]],
        "config": [
            "logging": ["Send logs to stdout": ["location": "stdout", "facility": "local0", "severity": "notice"]],
            "frontends": [
                "linode.example.com": [
                    "acls": [["name": "release_traffic", "condition": "src 10.0.2.0/16", "enabled": true]],
                    "http_proxy": [
                        "http": ["port": 18380],
                        "healthcheck": ["method": "GET", "uri": "/healthcheck", "host": "linode.example.com"],
                        "use_backends": [["name": "release", "condition": "if release_traffic"]],
                        "default_backend": "active",
                    ],
                ]
            ],
            "backends": [
                "active": [
                    "http_proxy": [
                        "enabled": true,
                        "healthcheck": ["method": "GET", "uri": "/healthcheck", "host": "linode.example.com"],
                        "balance_algorithm": "roundrobin",
                        "docker_local": [
                            "enabled": true, "port": 8080,
                            "filters": ["label": ["register_backend=true", "version=1.14"]],
                        ],
                    ]
                ],
                "release": [
                    "http_proxy": [
                        "balance_algorithm": "leastconn",
                        "servers": ["web one": ["address": "127.0.0.1", "port": 8081, "weight": 10]],
                        "docker_local": ["enabled": true, "port": 8080, "filters": ["label": "version=latest"]],
                    ]
                ],
            ],
        ],
    ]

    /// A frontend on a port of loopback and nothing else.
    static func frontend(_ name: String = "www", port: Int) throws -> PillarConfiguration {
        try PillarConfiguration(pillar: [
            "config": [
                "logging": ["out": ["location": "stdout", "facility": "local0"]],
                "frontends": [name: ["http_proxy": ["http": ["port": .int(port), "address": "127.0.0.1"]]]],
            ]
        ])
    }
}

extension Value {
    /// The same value with the value at a colon path replaced; the path must be one of maps.
    func replacing(_ path: String, with value: Value) -> Value {
        replacing(path.split(separator: ":").map(String.init)[...], with: value)
    }

    private func replacing(_ keys: ArraySlice<String>, with value: Value) -> Value {
        guard let key = keys.first else { return value }
        var map = map ?? ValueMap()
        map[key] = (map[key] ?? [:]).replacing(keys.dropFirst(), with: value)
        return .map(map)
    }
}
