import CurlTransport
import Glibc
import Synchronization
import Testing
import Values

/// The client for a server on this host, which is not libcurl: it has to read what that reads.
@Suite struct LocalSocketTests {
    private func client(_ server: LocalServer) throws -> HTTPClient {
        HTTPClient(localSocket: try #require(server.socketPath))
    }

    @Test func `a request arrives and its answer comes back whole`() async throws {
        let server = try LocalServer(unixSocket: true) { _, connection in
            connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            connection.respond("201 Created", "{\"a\": [1, 2]}", headers: "X-Kind:  json\r\n")
        }
        let request = HTTPRequest(
            "POST", "http://localhost/x/y?z=1", headers: [("X-One", "1")], body: Array("hello".utf8))
        let response = try await client(server).send(request)
        #expect(response.status == 201)
        #expect(response.headers["x-kind"] == "json")
        #expect(try response.json() == ["a": [1, 2]])
        let arrived = try #require(server.requests.first)
        #expect(arrived.head.hasPrefix("POST /x/y?z=1 HTTP/1.1\r\nHost: localhost\r\n"))
        #expect(arrived.head.contains("\r\nX-One: 1\r\n"))
        #expect(String(decoding: arrived.body, as: UTF8.self) == "hello")
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"])
    func `every method arrives as it was named`(method: String) async throws {
        let server = try LocalServer(unixSocket: true) { request, connection in
            if request.method == "HEAD" {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
            } else {
                connection.respond()
            }
        }
        #expect(try await client(server).send(HTTPRequest(method, "http://localhost")).status == 200)
        #expect(server.requests.map(\.method) == [method])
        #expect(server.requests.map(\.path) == ["/"])
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\none\ntwo\n", "HTTP/1.1 200 OK\r\n\r\none\ntwo\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\none\nt\r\n3;x=y\r\nwo\n\r\n0\r\nTrailer: a\r\n\r\n",
        "HTTP/1.0 200 OK\ncontent-length: 8\n\none\ntwo\n",
    ])
    func `a body ends where its length, its last chunk or its connection says`(answer: String) async throws {
        let server = try LocalServer(unixSocket: true) { _, connection in
            // In pieces as small as can be.
            for byte in answer.utf8 { connection.send([byte]) }
            connection.close()
        }
        let stream = try await client(server).stream(HTTPRequest("GET", "http://localhost/", timeout: nil))
        let lines = try await stream.lines().reduce(into: []) { $0.append($1) }
        #expect(lines == ["one", "two"])
    }

    @Test func `lines are there before the answer is complete`() async throws {
        let (asked, gate) = AsyncStream.makeStream(of: Void.self)
        var turns = asked.makeAsyncIterator()
        let server = try LocalServer(unixSocket: true) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = connection.chunk("one\n")
            gate.yield()
            connection.awaitClose()
        }
        let stream = try await client(server).stream(HTTPRequest("GET", "http://localhost/", timeout: nil))
        var lines = stream.lines().makeAsyncIterator()
        #expect(try await lines.next() == "one")
        await turns.next()
        // Ends the connection, too, or the server's thread would wait for ever.
        stream.cancel()
        await #expect(throws: TransportError.cancelled) { _ = try await lines.next() }
    }

    @Test func `a slow reader slows the server down and loses nothing`() async throws {
        let count = 200
        let sent = Counter()
        let server = try LocalServer(unixSocket: true) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(count * 65_536)\r\n\r\n")
            for number in 0..<count {
                guard connection.send([UInt8](repeating: UInt8(number), count: 65_536)) else { return }
                sent.add()
            }
        }
        let stream = try await client(server).stream(HTTPRequest("GET", "http://localhost/", timeout: nil))
        try await Task.sleep(for: .milliseconds(300))
        #expect(sent.value < 50)
        var body: [UInt8] = []
        for try await bytes in stream { body += bytes }
        #expect(body.count == count * 65_536)
        for number in 0..<count {
            let piece = body[(number * 65_536)..<((number + 1) * 65_536)]
            #expect(piece.first == UInt8(number) && piece.last == UInt8(number))
        }
    }

    @Test func `a socket that does not exist is named with the reason`() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient(localSocket: "/tmp/pigeon-no-such.sock").send(HTTPRequest("GET", "http://d/"))
        }
        #expect(
            error
                == .unreachable(
                    target: "/tmp/pigeon-no-such.sock", systemError: ENOENT, reason: "No such file or directory"))
        let long = "/tmp/" + String(repeating: "x", count: 200)
        await #expect(
            throws: TransportError.unreachable(target: long, systemError: ENAMETOOLONG, reason: "File name too long")
        ) { try await HTTPClient(localSocket: long).send(HTTPRequest("GET", "http://d/")) }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", "HTTP/1.1 xyz\r\n\r\n",
    ])
    func `an answer that breaks off or is none is an error`(answer: String) async throws {
        let server = try LocalServer(unixSocket: true) { _, connection in
            connection.send(answer)
            connection.close()
        }
        let client = try client(server)
        let error = await #expect(throws: TransportError.self) {
            _ = try await client.send(HTTPRequest("GET", "http://localhost/"))
        }
        guard case .connectionLost = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func `a line break in a field is refused`() async throws {
        let server = try LocalServer(unixSocket: true) { _, connection in connection.respond("200 OK", "x") }
        let client = try client(server)
        let error = await #expect(throws: TransportError.self) {
            _ = try await client.send(HTTPRequest("GET", "http://localhost/", headers: [("A", "b\r\nC: d")]))
        }
        #expect(error?.description.contains("a line break in the header field A") == true)
        #expect(server.requests.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `a request ends at once when it is cancelled or its client stops`() async throws
    {
        let server = try LocalServer(unixSocket: true) { _, connection in connection.awaitClose() }
        let client = try client(server)
        for way in [1, 2] {
            let task = Task { try await client.send(HTTPRequest("GET", "http://localhost/", timeout: nil)) }
            while server.requests.count < way { try await Task.sleep(for: .milliseconds(5)) }
            if way == 1 { task.cancel() } else { client.shutdown() }
            await #expect(throws: TransportError.cancelled) { try await task.value }
        }
        await #expect(throws: TransportError.cancelled) {
            try await client.send(HTTPRequest("GET", "http://localhost/"))
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}
