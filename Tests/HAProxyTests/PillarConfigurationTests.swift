import Testing
import Values

@testable import HAProxy

struct PillarConfigurationTests {
    private func problems(_ value: Value) -> [Diagnostic] {
        do throws(HAProxyError) {
            _ = try PillarConfiguration(pillar: value)
            return []
        } catch {
            if case .configurationInvalid(let diagnostics) = error { return diagnostics }
            return []
        }
    }

    @Test func `the pillar of the field is understood whole`() throws {
        let pillar = try PillarConfiguration(pillar: SamplePillar.value)
        #expect(pillar.logs == [.init(location: "stdout", facility: "local0", severity: "notice")])
        let frontend = try #require(pillar.frontends.first)
        #expect(frontend.name == "linode.example.com")
        #expect(frontend.acls == [.init(name: "release_traffic", condition: "src 10.0.2.0/16", isEnabled: true)])
        #expect(frontend.useBackends == [.init(backend: "release", condition: "if release_traffic")])
        #expect(frontend.defaultBackend == "active")
        #expect(frontend.healthcheck == .init(method: "GET", path: "/healthcheck", host: "linode.example.com"))
        #expect(
            pillar.backends[0].containers
                == .init(port: 8080, labels: ["register_backend=true", "version=1.14"], slots: 16))
        #expect(pillar.backends[1].containers?.labels == ["version=latest"])
        #expect(pillar.backends[1].servers.first?.weight == 10)
    }

    @Test func `an unknown key is refused with a suggestion`() {
        let value = SamplePillar.value.replacing("config:frontend", with: [:])
        #expect(
            problems(value).map(\.description) == [
                "unknown key 'frontend' in haproxy:config\n  hint: did you mean 'frontends'?"
            ])
    }

    @Test func `all mistakes are told at once`() {
        let proxy = "config:frontends:linode.example.com:http_proxy"
        let value = SamplePillar.value.replacing("\(proxy):http:port", with: 99999)
            .replacing("\(proxy):default_backend", with: "activ")
            .replacing("config:backends:active:http_proxy:balance_algorithm", with: "roundrobbin")
            .replacing("config:backends:active:http_proxy:healthcheck:expect", with: "good")
        let messages = problems(value).map(\.description)
        #expect(messages.count == 4)
        #expect(messages.contains { $0.contains("must be a number from 1 to 65535 and is '99999'") })
        #expect(
            messages.contains {
                $0.contains("'activ', which haproxy:config:backends does not have") && $0.contains("'active'")
            })
        #expect(messages.contains { $0.contains("did you mean 'roundrobin'?") })
        #expect(messages.contains { $0.contains("statuses such as 200 or 200-399 and is 'good'") })
    }

    @Test func `a line break cannot smuggle a directive into the file`() {
        let value = SamplePillar.value.replacing(
            "config:frontends:linode.example.com:acls",
            with: [["name": "x", "condition": "src 1.2.3.4\n    stats enable"]])
        #expect(problems(value).contains { $0.message.contains("one line of text") })
    }

    @Test func `a disabled backend that is used is an error`() {
        let value = SamplePillar.value.replacing("config:backends:active:http_proxy:enabled", with: false)
        #expect(
            problems(value).map(\.message) == [
                "frontend 'linode.example.com' uses the backend 'active', which haproxy:config:backends does not have"
            ])
    }

    @Test func `a redirect needs an https part`() {
        let value = SamplePillar.value.replacing(
            "config:frontends:linode.example.com:http_proxy:http:redirect", with: true)
        #expect(problems(value).contains { $0.message.contains("redirects to https") })
    }

    @Test(arguments: [("500ms", 500), ("1s", 1000), ("2m", 120_000), ("1.5s", 1500)])
    func `times are read with their unit`(_ text: String, _ milliseconds: Int64) {
        #expect(TimeText.duration(.string(text))?.milliseconds == milliseconds)
    }

    @Test func `a bare number is seconds and nonsense is nothing`() {
        #expect(TimeText.duration(3)?.milliseconds == 3000)
        #expect(TimeText.duration("3 weeks") == nil)
        #expect(TimeText.duration("") == nil)
    }

    @Test func `statuses are ranges and lists`() throws {
        let range = try #require(StatusRange("200,204,300-399"))
        #expect(range.contains(204) && range.contains(350) && !range.contains(201) && !range.contains(404))
        #expect(range.description == "200,204,300-399")
        #expect(StatusRange("399-200") == nil)
        #expect(StatusRange("") == nil)
    }
}
