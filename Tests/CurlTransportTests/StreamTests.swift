import CurlTransport
import Glibc
import Synchronization
import Testing

@Suite struct StreamTests {
    private static let chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n"

    @Test func `chunks are there before the answer is complete`() async throws {
        let gate = Gate()
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            for text in ["one", "two", "three"] {
                gate.wait()
                _ = connection.chunk(text)
            }
            connection.send("0\r\n\r\n")
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        #expect(stream.status == 200)
        #expect(stream.headers["x-a"] == "b")
        gate.open()
        var texts: [String] = []
        for try await bytes in stream {
            texts.append(String(decoding: bytes, as: UTF8.self))
            gate.open()
        }
        #expect(texts == ["one", "two", "three"])
    }

    @Test func `lines are put together across chunks`() async throws {
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            for text in ["a\nb", "c\r\n\nd", "é"] { _ = connection.chunk(text) }
            connection.send("0\r\n\r\n")
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        let lines = try await stream.lines().reduce(into: []) { $0.append($1) }
        #expect(lines == ["a", "bc", "", "dé"])
    }

    @Test func `a line over the limit ends the sequence`() async throws {
        let server = try LocalServer { _, connection in
            connection.respond("200 OK", "ok\n" + String(repeating: "x", count: 100))
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        var lines: [String] = []
        await #expect(throws: TransportError.tooLarge(limit: 99)) {
            for try await line in stream.lines(maximumLength: 99) { lines.append(line) }
        }
        #expect(lines == ["ok"])
    }

    @Test func `leaving the loop closes the connection`() async throws {
        let closed = Gate()
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            _ = connection.chunk("one")
            connection.awaitClose()
            closed.open()
        }
        let client = HTTPClient()
        let stream = try await client.stream(HTTPRequest("GET", server.url, timeout: nil))
        for try await _ in stream { break }
        #expect(await closed.isOpened(within: .seconds(60)))
        withExtendedLifetime(stream) {}
    }

    @Test func `a program that was started meanwhile does not keep the connection open`() async throws {
        let closed = Gate()
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            connection.awaitClose()
            closed.open()
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        let program = try Program(["sleep", "30"])
        stream.cancel()
        #expect(await closed.isOpened(within: .seconds(60)))
        withExtendedLifetime(program) {}
    }

    @Test(.timeLimit(.minutes(2))) func `a cancelled task stops waiting for the next chunk at once`() async throws {
        let closed = Gate()
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            connection.awaitClose()
            closed.open()
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        let task = Task { for try await _ in stream {} }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
        #expect(await closed.isOpened(within: .seconds(60)))
    }

    @Test func `a slow reader slows the server down and loses nothing`() async throws {
        let total = 400
        let sent = Atomic(0)
        let piece = String(repeating: "x", count: 64 << 10)
        let server = try LocalServer { _, connection in
            connection.send(Self.chunkedHead)
            for _ in 0..<total {
                guard connection.chunk(piece) else { return }
                sent.add(1, ordering: .relaxed)
            }
            connection.send("0\r\n\r\n")
        }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        var last = -1
        while sent.load(ordering: .relaxed) != last {
            last = sent.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(last < total, "the server could send everything although nobody read")
        var count = 0
        for try await bytes in stream { count += bytes.count }
        #expect(count == total * piece.utf8.count)
    }

    @Test func `the body of a refusal can be read whole`() async throws {
        let server = try LocalServer { _, connection in connection.respond("404 Not Found", "no such thing") }
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil))
        #expect(stream.status == 404)
        #expect(String(decoding: try await stream.collect(), as: UTF8.self) == "no such thing")
    }
}

/// Lets the server's thread and the test wait for one another.
final class Gate: Sendable {
    private let opened = Mutex(0)

    func open() { opened.withLock { $0 += 1 } }

    func wait() { while !pass() { usleep(1000) } }

    func isOpened(within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if pass() { return true }
            do { try await Task.sleep(for: .milliseconds(1)) } catch { return false }
        }
        return false
    }

    private func pass() -> Bool {
        opened.withLock { count in
            if count > 0 { count -= 1; return true }
            return false
        }
    }
}
