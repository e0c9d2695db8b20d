import API
import ControlPlane
import CurlTransport
import Glibc
import Model
import TestSupport
import Testing
import Values

/// The stream of jobs to a minion.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct MinionStreamTests {
    private let fixture: MinionFixture
    private let web1: MinionID

    init() throws {
        fixture = try MinionFixture()
        web1 = try MinionID("web1")
    }

    private static var streamRequest: HTTPRequest {
        var request = MinionFixture.request("GET", "/v1/jobs")
        request.timeout = nil
        return request
    }

    private func isHeartbeat(_ line: MinionLine?) -> Bool {
        guard case .heartbeat(let sent?) = line else { return false }
        return abs(wallClock.now - sent) < 60_000_000
    }

    private func line(_ lines: inout HTTPLines.Iterator) async throws -> MinionLine? {
        guard let text = try await lines.next() else { return nil }
        return try MinionLine(value: JSON.read(text))
    }

    @Test func `a minion hears the hello, then its jobs as they come, and heartbeats between`() async throws {
        try await fixture.serve(heartbeat: .seconds(2)) { port in
            let client = try await fixture.minion("web1", port)
            let stream = try await client.stream(Self.streamRequest)
            #expect(stream.status == 200)
            #expect(stream.headers["Content-Type"] == "application/x-ndjson")
            var lines = stream.lines().makeAsyncIterator()
            #expect(try await line(&lines) == .hello(heartbeat: 2))
            let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 9)
            try await eventually("connected") { await fixture.master.switchboard.connected.contains(web1) }
            #expect(await fixture.master.switchboard.send(.job(order), to: web1))
            #expect(try await line(&lines) == .job(order))
            #expect(try await isHeartbeat(line(&lines)))
            #expect(try await isHeartbeat(line(&lines)))
        }
    }

    @Test func `a rejected minion's stream ends at once`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let stream = try await client.stream(Self.streamRequest)
            var lines = stream.lines().makeAsyncIterator()
            #expect(try await line(&lines) == .hello(heartbeat: 15))
            try await eventually("connected") { await fixture.master.switchboard.connected.contains(web1) }
            try await fixture.master.reject("web1")
            #expect(try await line(&lines) == nil)
            #expect(try await client.stream(Self.streamRequest).status == 403)
        }
    }

    @Test func `a second connection of a minion takes over from the first`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            var first = try await client.stream(Self.streamRequest).lines().makeAsyncIterator()
            #expect(try await line(&first) == .hello(heartbeat: 15))
            let second = try await client.stream(Self.streamRequest)
            var lines = second.lines().makeAsyncIterator()
            #expect(try await line(&lines) == .hello(heartbeat: 15))
            #expect(try await line(&first) == nil)
            #expect(await fixture.master.switchboard.connected.contains(web1))
        }
    }

    @Test func `a minion that is gone is noticed`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let stream = try await client.stream(Self.streamRequest)
            try await eventually("connected") { await fixture.master.switchboard.connected.contains(web1) }
            client.shutdown()
            try await eventually("disconnected") { await !fixture.master.switchboard.connected.contains(web1) }
            withExtendedLifetime(stream) {}
        }
    }

    @Test func `a minion that hangs is noticed, though its host acknowledges all that it is sent`() async throws {
        try await fixture.serve(heartbeat: .seconds(2)) { port in
            let identity = try await fixture.curlOptions(of: "web1")
            let lines = "\(fixture.directory.path)/lines"
            let started = try await Program.run(
                "sh", "-c",
                "curl -sN \(identity) https://127.0.0.1:\(port)/v1/jobs >\(lines) 2>/dev/null & echo $!")
            let process = try #require(pid_t(started.output.filter(\.isNumber)))
            defer { kill(process, SIGKILL) }
            // The hello, and more heartbeats than may stay without an answer.
            try await eventually(within: .seconds(30), "it stays while it answers") {
                try TextFile.read(lines).split(separator: "\n").count > 4
            }
            #expect(await fixture.master.switchboard.connected.contains(web1))
            kill(process, SIGSTOP)
            try await eventually(within: .seconds(30), "it is gone") {
                await !fixture.master.switchboard.connected.contains(web1)
            }
        }
    }

    @Test func `a graceful shutdown ends open streams and does not wait for minions`() async throws {
        let readers = try await fixture.serve { port in
            var readers: [Task<Int, any Error>] = []
            for number in 1...5 {
                let client = try await fixture.minion("m\(number)", port)
                let stream = try await client.stream(Self.streamRequest)
                readers.append(Task { try await stream.lines().reduce(0) { count, _ in count + 1 } })
            }
            try await eventually("connected") { await fixture.master.switchboard.connected.count == 5 }
            return readers
        }
        for reader in readers {
            #expect(try await reader.value == 1, "the hello, then the end, before a heartbeat was due")
        }
    }

    @Test func `two hundred minions are reached at once`() async throws {
        try await fixture.serve { port in
            let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 9)
            try await withThrowingTaskGroup(of: MinionLine?.self) { group in
                for number in 1...200 {
                    let client = try await fixture.minion("m\(number)", port)
                    group.addTask {
                        var lines = try await client.stream(Self.streamRequest).lines().makeAsyncIterator()
                        _ = try await lines.next()
                        return try await lines.next().map { try MinionLine(value: JSON.read($0)) }
                    }
                }
                try await eventually(within: .seconds(40), "all connected") {
                    await fixture.master.switchboard.connected.count == 200
                }
                for minion in await fixture.master.switchboard.connected {
                    await fixture.master.switchboard.send(.job(order), to: minion)
                }
                var reached = 0
                for try await line in group where line == .job(order) { reached += 1 }
                #expect(reached == 200)
            }
        }
    }
}
