import Testing
import Values

@testable import HAProxy

struct RegisteredApplicationTests {
    private let value: Value = [
        "name": "app", "frontend": "www", "hosts": ["Shop.example.com"],
        "internal": [
            "src": ["10.0.2.0/16", "fd00::/8"], "header": ["X-Stack": "release"], "cookie": ["stack": "release"],
        ],
        "health": [
            "path": "/healthcheck", "expect": "200-399", "interval": "500ms", "timeout": "1s", "rise": 1, "fall": 2,
        ],
        "slots": 4, "options": ["balance": "leastconn", "server_maxconn": 20, "retry_empty_responses": true],
    ]

    @Test func `what was written is read again`() throws {
        let application = try RegisteredApplication(decoding: value)
        #expect(application.internalRules.sources == ["10.0.2.0/16", "fd00::/8"])
        #expect(application.health.interval == .milliseconds(500))
        #expect(application.hosts == ["shop.example.com"])
        let text = JSON.write(application.encoded)
        #expect(try RegisteredApplication(decoding: JSON.read(text)) == application)
    }

    @Test func `an application needs a frontend that the pillar declares`() throws {
        var application = try RegisteredApplication(decoding: value)
        application.frontend = "wwww"
        let configuration = LoadBalancerConfiguration(
            pillar: try SamplePillar.frontend(port: 80), applications: [application])
        #expect(
            configuration.problems.map(\.description) == [
                "application 'app' is behind the frontend 'wwww', which haproxy:config:frontends does not declare\n"
                    + "  hint: did you mean 'www'?"
            ])
    }

    @Test func `two applications cannot both take every request`() throws {
        let configuration = LoadBalancerConfiguration(
            pillar: try SamplePillar.frontend(port: 80),
            applications: [.init(name: "a", frontend: "www"), .init(name: "b", frontend: "www")])
        #expect(
            configuration.problems.first?.message == "the applications a, b all take every request of frontend 'www'")
    }

    @Test(arguments: ["10.0.0.0/33", "example.com", "10.0.0", "10.0.0.1/x"])
    func `a source that is no network is refused`(_ source: String) {
        #expect(throws: HAProxyError.self) {
            try RegisteredApplication(decoding: value.replacing("internal:src", with: [.string(source)]))
        }
    }

    @Test func `a misspelt key of an application is refused`() {
        #expect {
            try RegisteredApplication(decoding: value.replacing("healt", with: [:]))
        } throws: {
            "\($0)".contains("unknown key 'healt' in application 'app'\n  hint: did you mean 'health'?")
        }
    }
}
