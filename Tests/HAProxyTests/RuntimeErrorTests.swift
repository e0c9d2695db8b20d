import Glibc
import Logging
import Synchronization
import Testing

@testable import HAProxy

struct RuntimeErrorTests {
    @Test func `without HAProxy the error says so`() async throws {
        try await withScratch { scratch in
            let settings = HAProxySettings(directory: scratch)
            await #expect(throws: HAProxyError.socketMissing(path: settings.adminSocket)) {
                try await RuntimeClient(adminSocket: settings.adminSocket).showInfo()
            }
            await #expect(throws: HAProxyError.notRunning(masterSocket: settings.masterSocket)) {
                try await Reload(settings: settings).perform("global\n")
            }
            let balancer = LoadBalancer(settings: settings, logger: Logger(label: "test"))
            let running = try await balancer.running()
            #expect(running == nil)
        }
    }

    @Test func `a socket that nobody listens on is refused`() async throws {
        try await withScratch { scratch in
            let path = "\(scratch)/dead.sock"
            try LineServer(path: path) { _ in }.stop()
            await #expect(throws: HAProxyError.connectionRefused(address: path)) {
                try await RuntimeClient(adminSocket: path).showInfo()
            }
        }
    }

    @Test func `a silent socket ends at the deadline`() async throws {
        try await withScratch { scratch in
            let path = "\(scratch)/silent.sock"
            let server = try LineServer(path: path) { _ in sleep(3) }
            defer { server.stop() }
            await #expect(throws: HAProxyError.deadlineExceeded(action: "show info", address: path)) {
                try await RuntimeClient(adminSocket: path, deadline: .milliseconds(200)).showInfo()
            }
        }
    }

    @Test func `a cancelled command ends at once`() async throws {
        try await withScratch { scratch in
            let path = "\(scratch)/silent.sock"
            let server = try LineServer(path: path) { _ in sleep(3) }
            defer { server.stop() }
            let task = Task { try await RuntimeClient(adminSocket: path, deadline: .seconds(3600)).showInfo() }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            // Were it not ended, the server's own end would break the connection, which is another error.
            await #expect(throws: HAProxyError.cancelled(action: "show info")) { try await task.value }
        }
    }

    @Test func `a word that would be two commands is never sent`() async throws {
        await #expect(
            throws: HAProxyError.commandRefused(
                command: "a;shutdown", answer: "not a single plain word; it was not sent")
        ) {
            try await RuntimeClient(adminSocket: "/nonexistent").deleteMap("/x", key: "a;shutdown")
        }
    }

    @Test func `a switch that is not read back is undone`() async throws {
        try await withScratch { scratch in
            let map = MapFile(path: "\(scratch)/stacks.map")
            let old = [MapEntry(key: "app.active", value: "app_a")]
            try map.write(old)
            // It takes commands and changes nothing.
            let path = "\(scratch)/liar.sock"
            let commands = Mutex<[String]>([])
            let server = try LineServer(path: path) { client in
                guard let line = LineServer.receive(client, until: "\n") else { return }
                commands.withLock { $0.append(line) }
                if line.hasPrefix("show map") { LineServer.send(client, "0x1 app.active app_a\n\n") }
                if line.hasPrefix("show backend") { LineServer.send(client, "# name\napp_a\napp_b\n\n") }
                if line.hasPrefix("prepare map") { LineServer.send(client, "New version created: 1\n\n") }
                if line.hasPrefix("set map") || line.contains("@1") { LineServer.send(client, "\n") }
            }
            defer { server.stop() }
            await #expect {
                try await MapSwitch(file: map, worker: RuntimeClient(adminSocket: path)).perform(["app.active": "app_b"]
                )
            } throws: { error in
                "\(error)".contains("HAProxy has [app.active app_a] instead of [app.active app_b]")
                    && "\(error)".hasSuffix("the old values are back")
            }
            #expect(try map.read() == old)
            #expect(commands.withLock { $0 }.contains { $0.hasPrefix("set map \(map.path) app.active app_b") })
        }
    }
}
