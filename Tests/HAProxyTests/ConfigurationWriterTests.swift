import Testing
import Values

@testable import HAProxy

struct ConfigurationWriterTests {
    private func configuration() throws -> LoadBalancerConfiguration {
        var application = RegisteredApplication(name: "app", frontend: "linode.example.com")
        application.slots = 3
        application.internalRules = .init(
            sources: ["10.0.2.0/16"], headers: [.init(name: "X-Stack", value: "it's \"$HOME\" #1")],
            cookies: [.init(name: "stack", value: "release")])
        application.options = .init(balance: "leastconn", serverMaximumConnections: 5, retriesEmptyResponses: true)
        var configuration = LoadBalancerConfiguration(
            pillar: try PillarConfiguration(pillar: SamplePillar.value),
            applications: [
                application, .init(name: "other", frontend: "linode.example.com", hosts: ["other.example.com"]),
            ])
        configuration.slots["app_b"] = SlotTable(
            count: 3, filled: [.init(address: "10.0.0.1", port: 80), .init(address: "fd00::1", port: 81)])
        return configuration
    }

    @Test func `HAProxy takes the file of the whole pillar`() async throws {
        try await withScratch { scratch in
            let settings = HAProxySettings(directory: scratch)
            try MapFile(path: settings.stacksMap).createIfMissing()
            let text = try ConfigurationWriter(settings: settings).text(of: configuration())
            #expect(try await ConfigurationCheck(settings: settings).check(text) == [])
        }
    }

    @Test func `the settings of Debian name its users and sockets`() throws {
        let text = try ConfigurationWriter(settings: HAProxySettings()).text(of: configuration())
        #expect(text.contains("    stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners\n"))
        #expect(text.contains("    chroot /var/lib/haproxy\n    user haproxy\n    group haproxy\n"))
        #expect(text.contains("    option idle-close-on-response\n"))
        #expect(text.contains("map(/etc/haproxy/maps/stacks.map)"))
    }

    @Test func `filled slots are servers and the others are disabled`() throws {
        let text = try ConfigurationWriter(settings: HAProxySettings()).text(of: configuration())
        let section = try #require(text.split(separator: "\n\n").first { $0.hasPrefix("backend app_b") })
        #expect(
            section.split(separator: "\n").suffix(3) == [
                "    server s1 10.0.0.1:80", "    server s2 [fd00::1]:81", "    server s3 127.0.0.1:1 disabled",
            ])
    }

    @Test func `the slots of a written file are read again`() throws {
        let configuration = try configuration()
        let file = ConfigurationFile(try ConfigurationWriter(settings: HAProxySettings()).text(of: configuration))
        #expect(file.slotTables["app_b"] == configuration.slots["app_b"])
        #expect(file.slotTables["active"]?.servers.count == 16)
    }

    @Test func `an application with hosts comes before the one that takes the rest`() throws {
        let text = try ConfigurationWriter(settings: HAProxySettings()).text(of: configuration())
        let other = try #require(text.firstRange(of: "str(other.active)"))
        let rest = try #require(text.firstRange(of: "str(app.active)"))
        #expect(other.lowerBound < rest.lowerBound)
    }

    @Test func `a disabled ACL stays known and never matches`() async throws {
        let value = SamplePillar.value.replacing(
            "config:frontends:linode.example.com:acls",
            with: [["name": "release_traffic", "condition": "src 10.0.2.0/16", "enabled": false]])
        let text = try ConfigurationWriter(settings: HAProxySettings())
            .text(of: LoadBalancerConfiguration(pillar: try PillarConfiguration(pillar: value)))
        #expect(text.contains("    acl release_traffic always_false\n"))
        #expect(text.contains("    use_backend release if release_traffic\n"))
    }

    @Test func `HAProxy's error names the line of the file`() async throws {
        try await withScratch { scratch in
            let settings = HAProxySettings(directory: scratch)
            let text = "global\n    maxconn 10\ndefaults\n    mode http\n    tmeout client 5s\n"
            await #expect {
                try await ConfigurationCheck(settings: settings).check(text)
            } throws: { error in
                guard case HAProxyError.configurationInvalid(let found)? = error as? HAProxyError else { return false }
                return found.first?.location == SourceLocation(file: settings.configurationFile, line: 5)
                    && found.first?.message.contains("unknown keyword 'tmeout'") == true
                    && found.first?.frame?.contains("> 5 |     tmeout client 5s") == true
            }
        }
    }

    @Test func `a redirect to another port keeps host and path`() async throws {
        let http = "config:frontends:linode.example.com:http_proxy"
        try await withScratch { scratch in
            let value = SamplePillar.value.replacing("\(http):http:redirect", with: true)
                .replacing("\(http):https", with: ["port": 8443, "cert": .string("\(scratch)/cert.pem")])
            let text = try ConfigurationWriter(settings: HAProxySettings(directory: scratch))
                .text(of: LoadBalancerConfiguration(pillar: try PillarConfiguration(pillar: value)))
            #expect(text.contains("bind :8443 ssl crt \(scratch)/cert.pem alpn h2,http/1.1\n"))
            #expect(
                text.contains(
                    "redirect location https://%[req.hdr(host),field(1,:)]:8443%[pathq] code 301 unless { ssl_fc }"))
        }
    }
}
