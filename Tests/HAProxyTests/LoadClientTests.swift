import Glibc
import Synchronization
import Testing
import Values

@testable import HAProxy

extension LiveTests {
    /// The load client must see every loss, or the tests that count losses prove nothing.
    @Suite struct LoadClientTests {
        private func run(_ port: Int, _ arguments: [String]) async throws -> Value {
            try await withScratch { scratch in
                let report = "\(scratch)/report.json"
                let result = try await ProgramRun.run(
                    [
                        try LiveBalancer.loadProgram(), "--url", "http://127.0.0.1:\(port)/", "--report", report,
                        "--duration", "10",
                    ] + arguments, deadline: .seconds(30))
                guard let text = try AtomicFile.read(report) else { throw ScratchFailure(message: result.output) }
                let value = try JSON.read(text)
                #expect(result.code == (value.value(at: "failed") == 0 ? 0 : 1))
                return value
            }
        }

        private func reasons(_ report: Value) -> Set<String> {
            Set((report.value(at: "failures")?.list ?? []).compactMap { $0.value(at: "reason")?.string })
        }

        private let one = ["--requests", "4", "--keep-alive", "1", "--new", "0", "--rate", "50"]

        @Test func `good answers are counted by method, kind and version`() async throws {
            let server = try VersionServer("v7")
            defer { server.stop() }
            let report = try await run(
                server.backend.port,
                ["--requests", "200", "--keep-alive", "4", "--new", "4", "--post-share", "0.5", "--rate", "0"])
            #expect(report.value(at: "requests") == 200)
            #expect(report.value(at: "failed") == 0)
            #expect(report.value(at: "markers") == ["v7": 200])
            #expect(report.value(at: "groups")?.map?.count == 4)
            let posts = ["POST new", "POST keep-alive"].compactMap {
                report.value(at: "groups")?.map?[$0]?.value(at: "requests")?.int
            }
            #expect((80...120).contains(posts.reduce(0, +)))
        }

        @Test func `a bad status is a failure`() async throws {
            let server = try VersionServer("x", status: 503)
            defer { server.stop() }
            let report = try await run(server.backend.port, one)
            #expect(report.value(at: "failed") == 4)
            #expect(reasons(report) == ["status 503"])
        }

        @Test func `a server that is not there is a failure`() async throws {
            let server = try VersionServer("x")
            server.stop()
            let report = try await run(server.backend.port, one)
            #expect(reasons(report) == ["connection failed: Connection refused"])
        }

        @Test func `a truncated answer, a close without one and a late one are failures`() async throws {
            let truncated = try LineServer { client in
                _ = LineServer.receive(client, until: "\r\n\r\n")
                LineServer.send(client, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            }
            let silent = try LineServer { client in _ = LineServer.receive(client, until: "\r\n\r\n") }
            let late = try LineServer { client in
                _ = LineServer.receive(client, until: "\r\n\r\n")
                sleep(2)
            }
            defer { for server in [truncated, silent, late] { server.stop() } }
            #expect(reasons(try await run(truncated.port, one)) == ["truncated answer"])
            #expect(reasons(try await run(silent.port, one)) == ["closed without an answer"])
            #expect(
                reasons(
                    try await run(
                        late.port, ["--requests", "1", "--keep-alive", "1", "--new", "0", "--timeout", "0.3"]))
                    == ["timeout"])
        }

        @Test(arguments: [("Connection: close\r\n", 0), ("", 2)])
        func `a close between requests is a loss only when it was not announced`(_ header: String, _ failed: Int)
            async throws
        {
            let closing = try LineServer { client in
                _ = LineServer.receive(client, until: "\r\n\r\n")
                LineServer.send(
                    client, "HTTP/1.1 200 OK\r\n\(header)Transfer-Encoding: chunked\r\n\r\n3\r\nv1\n\r\n0\r\n\r\n")
            }
            defer { closing.stop() }
            let report = try await run(closing.port, one)
            #expect(report.value(at: "failed")?.int == failed, "\(report)")
            #expect(report.value(at: "markers") == ["v1": .int(4 - failed)])
        }

        @Test func `the loss of HAProxy's default reload is seen`() async throws {
            let server = try VersionServer("blue")
            defer { server.stop() }
            try await LiveBalancer.with(
                servers: ["app_a": [server.backend]], entries: [.init(key: "app.active", value: "app_a")]
            ) { live in
                let file = try live.balancer.file().text.replacing("    option idle-close-on-response\n", with: "")
                _ = try await Reload(settings: live.balancer.settings).perform(file)
                let report = try await live.underLoad(seconds: 5) {
                    for _ in 0..<6 {
                        _ = try await Reload(settings: live.balancer.settings).perform(file)
                        try await Task.sleep(for: .milliseconds(200))
                    }
                }
                #expect(report.value(at: "failed")?.int ?? 0 > 0)
                #expect(report.value(at: "groups:GET keep-alive:failed")?.int ?? 0 > 0)
                #expect(report.value(at: "groups:GET new:failed") == 0)
            }
        }
    }
}
