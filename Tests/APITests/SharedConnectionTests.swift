import API
import ControlPlane
import CurlTransport
import Model
import TestSupport
import Testing
import Values

/// One connection for all that a minion says and hears: libcurl's HTTP/2 against the minion port's.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct SharedConnectionTests {
    private let fixture: MinionFixture
    private let web1: MinionID

    init() throws {
        fixture = try MinionFixture()
        web1 = try MinionID("web1")
    }

    private static var jobs: HTTPRequest {
        var request = MinionFixture.request("GET", "/v1/jobs")
        request.timeout = nil
        return request
    }

    private static func answer(_ number: Int) -> HTTPRequest {
        MinionFixture.request("POST", "/v1/returns", ["jid": .string("\(number)"), "return": true])
    }

    /// Of what is known already: its answer has no body.
    private static let knownManifest = MinionFixture.request(
        "GET", "/v1/files/base", headers: [("If-None-Match", "\"m1\"")])

    private static let file = MinionFixture.request("GET", "/v1/files/base/web/a%20b.txt")

    /// A client at the other end of a relay.
    private func minion(through relay: Relay) async throws -> HTTPClient {
        try await fixture.minion("web1", relay.port)
    }

    @Test func `jobs, returns and files go over one connection`() async throws {
        try await fixture.serve(adjusting: { $0.connections = 1 }) { port in
            let client = try await fixture.minion("web1", port)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<40 {
                    group.addTask { try await client.send(number % 4 == 0 ? Self.file : Self.answer(number)).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 40))
            #expect(await fixture.master.received.count == 30)
        }
    }

    /// libcurl resets a stream whose answer has no body before the empty frame that ends it is there.
    @Test func `a busy minion keeps its connection`() async throws {
        try await fixture.serve(adjusting: { $0.connections = 1 }) { port in
            let client = try await fixture.minion("web1", port)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            for number in 0..<300 {
                let isAnswer = number % 3 == 0
                let status = try await client.send(isAnswer ? Self.answer(number) : Self.knownManifest).status
                #expect(status == (isAnswer ? 200 : 304))
            }
            let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 9)
            #expect(await fixture.master.switchboard.send(.job(order), to: web1))
            #expect(try await lines.next().map { try MinionLine(value: JSON.read($0)) } == .job(order))
        }
    }

    @Test func `a return that is larger than any window arrives whole, beside others`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            var large = Self.answer(0)
            large.body = Array("{\"return\": \"\(String(repeating: "x", count: 3 << 20))\"}".utf8)
            let size = large.body?.count
            async let status = client.send(large).status
            for number in 1...5 { #expect(try await client.send(Self.answer(number)).status == 200) }
            #expect(try await status == 200)
            let longest = await fixture.master.received.map(\.utf8.count).max()
            #expect(longest.map { $0 - "return web1 ".utf8.count } == size.map { $0 - 1 }, "without the space")
        }
    }

    @Test func `requests that begin together wait for the first one's connection`() async throws {
        try await fixture.serve(adjusting: { $0.connections = 1 }) { port in
            let client = try await fixture.minion("web1", port)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 { group.addTask { try await client.send(Self.answer(number)).status } }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    /// What the one above would be without HTTP/2.
    @Test func `a client that speaks HTTP 1_1 needs a connection more for a return`() async throws {
        try await fixture.serve(adjusting: { $0.connections = 1 }) { port in
            let client = try await fixture.minion("web1", port, sharesConnection: false)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            await #expect(throws: TransportError.self) { try await client.send(Self.answer(1)) }
        }
    }

    @Test func `jobs that nobody reads yet do not hold up returns, and none is lost`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let stream = try await client.stream(Self.jobs)
            try await eventually("connected") { await fixture.master.switchboard.connected.contains(web1) }
            let text = String(repeating: "x", count: 100_000)
            for number in 1...100 {
                let call = FunctionCall("test.echo", arguments: [.string(text)])
                let order = JobOrder(id: JobID(microseconds: Int64(number)), call: call, expires: 9)
                await fixture.master.switchboard.send(.job(order), to: web1)
            }
            // The stream's buffer is full long before.
            try await Task.sleep(for: .milliseconds(500))
            for number in 0..<5 {
                #expect(try await client.send(Self.answer(number)).status == 200)
                #expect(try await client.send(Self.file).body.count == 256)
            }
            var jobs = 0
            for try await line in stream.lines() {
                if case .job(let order) = try MinionLine(value: JSON.read(line)) {
                    jobs += 1
                    #expect(order.id == JobID(microseconds: Int64(jobs)))
                }
                if jobs == 100 { break }
            }
            #expect(jobs == 100)
        }
    }

    @Test func `a request that is given up leaves the connection to the others`() async throws {
        try await fixture.serve { port in
            let relay = try Relay(to: port)
            defer { relay.close() }
            let client = try await minion(through: relay)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            for _ in 0..<10 {
                let task = Task { try await client.send(Self.answer(1)) }
                task.cancel()
                _ = await task.result
            }
            #expect(try await client.send(Self.answer(2)).status == 200)
            let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 9)
            await fixture.master.switchboard.send(.job(order), to: web1)
            #expect(try await lines.next().map { try MinionLine(value: JSON.read($0)) } == .job(order))
            #expect(relay.connections == 1)
        }
    }

    @Test func `a cable that is cut ends what is under way, and the next request connects anew`() async throws {
        try await fixture.serve { port in
            let relay = try Relay(to: port)
            defer { relay.close() }
            let client = try await minion(through: relay)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            relay.cut()
            let error = await #expect(throws: TransportError.self) { while try await lines.next() != nil {} }
            guard case .connectionLost = error else { Issue.record("\(String(describing: error))"); return }
            #expect(try await client.send(Self.answer(1)).status == 200)
            #expect(relay.connections == 2)
        }
    }

    @Test func `a line that is dead for a while ends requests by their limit and loses no job`() async throws {
        try await fixture.serve { port in
            let relay = try Relay(to: port)
            defer { relay.close() }
            let client = try await minion(through: relay)
            var lines = try await client.stream(Self.jobs).lines().makeAsyncIterator()
            #expect(try await lines.next() != nil)
            relay.hold(true)
            let order = JobOrder(id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 9)
            await fixture.master.switchboard.send(.job(order), to: web1)
            var request = Self.answer(1)
            request.timeout = .milliseconds(300)
            let error = await #expect(throws: TransportError.self) { try await client.send(request) }
            guard case .timedOut = error else { Issue.record("\(String(describing: error))"); return }
            relay.hold(false)
            #expect(try await lines.next().map { try MinionLine(value: JSON.read($0)) } == .job(order))
            #expect(try await client.send(Self.answer(2)).status == 200)
            #expect(relay.connections == 1)
        }
    }

    @Test func `another certificate is shown on another connection`() async throws {
        try await fixture.serve { port in
            let relay = try Relay(to: port)
            defer { relay.close() }
            let old = try await minion(through: relay)
            #expect(try await old.send(Self.answer(1)).status == 200)
            let renewed = try await minion(through: relay)
            #expect(try await renewed.send(Self.answer(2)).status == 200)
            #expect(try await old.send(Self.answer(3)).status == 403)
            #expect(relay.connections == 2)
        }
    }

    @Test func `a master that stops finishes what it answers, and is not there afterwards`() async throws {
        let (client, reader) = try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let stream = try await client.stream(Self.jobs)
            #expect(try await client.send(Self.answer(1)).status == 200)
            return (client, Task { try await stream.lines().reduce(0) { count, _ in count + 1 } })
        }
        #expect(try await reader.value == 1, "the hello, then the end")
        await #expect(throws: TransportError.self) { try await client.send(Self.answer(2)) }
    }
}
