import CurlTransport
import Glibc
import TestSupport
import Testing
import Values

@Suite struct RequestTests {
    @Test func `a request goes over a Unix socket and its answer comes back whole`() async throws {
        let server = try LocalServer(unixSocket: true) { request, connection in
            connection.respond("201 Created", "{\"a\": [1, 2]}", headers: "X-Kind: json\r\n")
        }
        let client = HTTPClient(options: TransportOptions(unixSocket: server.socketPath))
        let response = try await client.send(
            HTTPRequest(
                "POST", "http://docker/x?y=1", headers: [("X-One", "1"), ("Empty", "")], body: Array("hello".utf8)))
        #expect(response.status == 201)
        #expect(response.headers["x-kind"] == "json")
        #expect(try response.json() == ["a": [1, 2]])
        let request = try #require(server.requests.first)
        #expect(request.head.hasPrefix("POST /x?y=1 HTTP/1.1\r\n"))
        #expect(request.head.contains("X-One: 1\r\n"))
        #expect(request.head.contains("Empty:\r\n"))
        #expect(!request.head.contains("Content-Type"))
        #expect(String(decoding: request.body, as: UTF8.self) == "hello")
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"])
    func `every method arrives as it was named`(method: String) async throws {
        let server = try LocalServer { request, connection in
            if request.method == "HEAD" {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
            } else {
                connection.respond()
            }
        }
        let response = try await HTTPClient().send(HTTPRequest(method, server.url + "/p"))
        #expect(response.status == 200)
        #expect(server.requests.map(\.method) == [method])
    }

    @Test func `requests one after the other share a connection`() async throws {
        let server = try LocalServer { _, connection in connection.respond("200 OK", "x") }
        let client = HTTPClient()
        for _ in 0..<20 { _ = try await client.send(HTTPRequest("GET", server.url)) }
        #expect(server.requests.count == 20)
        #expect(server.connectionCount == 1)
    }

    @Test func `a hundred requests at once all get their own answer`() async throws {
        let server = try LocalServer { request, connection in connection.respond("200 OK", request.path) }
        let client = HTTPClient()
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try await client.send(HTTPRequest("GET", "\(server.url)/\(number)")).text == "/\(number)"
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: true, count: 100))
    }

    @Test func `a large body goes there and back`() async throws {
        let server = try LocalServer { request, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n")
            connection.send(request.body)
        }
        let body = [UInt8](repeating: 7, count: 16 << 20)
        let response = try await HTTPClient().send(HTTPRequest("PUT", server.url, body: body))
        #expect(response.body == body)
    }

    @Test func `a file is sent as the body`() async throws {
        let server = try LocalServer { request, connection in connection.respond("200 OK", "\(request.body.count)") }
        let path = "/tmp/pigeon-body-\(getpid())"
        let descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        defer { unlink(path) }
        try check(ftruncate(descriptor, 3_000_000), "ftruncate")
        close(descriptor)
        let response = try await HTTPClient().send(HTTPRequest("POST", server.url, bodyFile: path))
        #expect(response.text == "3000000")
        #expect(server.requests.first?.method == "POST")
        await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPRequest("POST", server.url, bodyFile: "/does/not/exist"))
        }
    }

    @Test func `a body over the limit is refused`() async throws {
        let server = try LocalServer { _, connection in
            connection.respond("200 OK", String(repeating: "x", count: 2000))
        }
        let client = HTTPClient(options: TransportOptions(maximumBodySize: 1999))
        await #expect(throws: TransportError.tooLarge(limit: 1999)) {
            try await client.send(HTTPRequest("GET", server.url))
        }
    }

    @Test func `a blocked thread gets its answer`() async throws {
        let server = try LocalServer { _, connection in connection.respond("200 OK", "sync") }
        let client = HTTPClient()
        let text = await withCheckedContinuation { continuation in
            startThread {
                let outcome = Result { try client.sendBlocking(HTTPRequest("GET", server.url)).text }
                continuation.resume(returning: outcome)
            }
        }
        #expect(try text.get() == "sync")
    }

    @Test func `a line break in a header field is refused`() async throws {
        await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPRequest("GET", "http://127.0.0.1:1", headers: [("A", "b\r\nC: d")]))
        }
    }
}
