import CurlTransport
import Glibc
import Testing

@Suite struct FailureTests {
    @Test func `a socket that does not exist is named with the reason`() async throws {
        let client = HTTPClient(options: TransportOptions(unixSocket: "/tmp/pigeon-no-such.sock"))
        let error = await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest("GET", "http://d/"))
        }
        #expect(
            error
                == .unreachable(
                    target: "/tmp/pigeon-no-such.sock", systemError: ENOENT, reason: "No such file or directory"))
        #expect(error?.description == "can't reach /tmp/pigeon-no-such.sock: No such file or directory")
    }

    @Test func `a port on which nobody listens is refused`() async throws {
        let unused = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(unused) }
        let url = "http://127.0.0.1:\(try bindLoopback(unused))/"
        await #expect(
            throws: TransportError.unreachable(target: url, systemError: ECONNREFUSED, reason: "Connection refused")
        ) {
            try await HTTPClient().send(HTTPRequest("GET", url))
        }
    }

    @Test func `a server that does not answer in time is said so`() async throws {
        let server = try LocalServer { _, connection in connection.awaitClose() }
        let limit = Duration.milliseconds(150)
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPRequest("GET", server.url + "/p?token=1", timeout: limit))
        }
        #expect(error == .timedOut(what: "waiting for an answer from \(server.url)/p", after: limit))
        #expect(error?.description == "timed out waiting for an answer from \(server.url)/p after 150 ms")
    }

    @Test func `a stream on which nothing comes for too long ends`() async throws {
        let server = try LocalServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
            connection.awaitClose()
        }
        let limit = Duration.milliseconds(200)
        let stream = try await HTTPClient().stream(HTTPRequest("GET", server.url, timeout: nil, idleTimeout: limit))
        var text = ""
        let error = await #expect(throws: TransportError.self) {
            for try await bytes in stream { text += String(decoding: bytes, as: UTF8.self) }
        }
        #expect(text == "some")
        #expect(error == .timedOut(what: "waiting for data from \(server.url)", after: limit))
    }

    @Test func `an answer that breaks off is an error`() async throws {
        let server = try LocalServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
            connection.close()
        }
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPRequest("GET", server.url))
        }
        guard case .connectionLost = error else { Issue.record("\(String(describing: error))"); return }
    }

    /// libcurl itself would send any request a second time here.
    @Test(arguments: [("POST", 2), ("DELETE", 2), ("PUT", 2), ("GET", 3)])
    func `a request that may have been executed is not sent again`(method: String, total: Int) async throws {
        let server = try LocalServer { request, connection in
            if request.path == "/first" { connection.respond() } else { connection.close() }
        }
        let client = HTTPClient()
        _ = try await client.send(HTTPRequest("GET", server.url + "/first"))
        let error = await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest(method, server.url + "/second"))
        }
        guard case .connectionLost = error else { Issue.record("\(String(describing: error))"); return }
        #expect(server.requests.count == total)
    }

    @Test(.timeLimit(.minutes(2))) func `a cancelled request ends at once`() async throws {
        let server = try LocalServer { _, connection in connection.awaitClose() }
        let client = HTTPClient()
        let task = Task { try await client.send(HTTPRequest("GET", server.url, timeout: nil)) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
    }

    @Test func `a client that was shut down cancels what runs and what comes`() async throws {
        let server = try LocalServer { _, connection in connection.awaitClose() }
        let client = HTTPClient()
        let task = Task { try await client.send(HTTPRequest("GET", server.url)) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        client.shutdown()
        await #expect(throws: TransportError.cancelled) { try await task.value }
        await #expect(throws: TransportError.cancelled) { try await client.send(HTTPRequest("GET", server.url)) }
    }
}
