import Testing
import Values

@testable import HAProxy

struct HAProxySettingsTests {
    @Test func `without settings they are Debian's`() throws {
        #expect(try HAProxySettings(minionConfiguration: nil) == HAProxySettings())
    }

    @Test func `each key sets one thing over the directory`() throws {
        let settings = try HAProxySettings(minionConfiguration: [
            "directory": "/srv/lb", "socket": "/run/lb.sock", "user": "lb", "hard_stop_after": "30s", "max_reloads": 3,
        ])
        #expect(settings.adminSocket == "/run/lb.sock")
        #expect(settings.configurationFile == "/srv/lb/haproxy.cfg")
        #expect(settings.user == "lb" && settings.group == nil)
        #expect(settings.hardStopAfter == .seconds(30) && settings.maximumReloads == 3)
    }

    @Test func `null takes a user away`() throws {
        let settings = try HAProxySettings(minionConfiguration: ["user": nil, "chroot": nil])
        #expect(settings.user == nil && settings.chroot == nil && settings.group == "haproxy")
    }

    @Test func `a misspelt setting is refused`() {
        #expect {
            try HAProxySettings(minionConfiguration: ["master_sockt": "/x"])
        } throws: {
            "\($0)".contains(
                "unknown key 'master_sockt' in the minion's haproxy settings\n  hint: did you mean 'master_socket'?")
        }
    }

    @Test func `applications are kept in files`() async throws {
        try await withScratch { scratch in
            let files = RegisteredApplicationFiles(directory: "\(scratch)/a/b")
            let none = try files.load()
            #expect(none.isEmpty)
            let application = RegisteredApplication(name: "app", frontend: "www", hosts: ["a.example.com"])
            let first = try files.save(application)
            let second = try files.save(application)
            #expect(first && !second)
            let loaded = try files.load()
            #expect(loaded == [application])
            try files.remove("app")
            let left = try files.load()
            #expect(left.isEmpty)
        }
    }
}
