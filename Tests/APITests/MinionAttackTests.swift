import API
import ControlPlane
import Crypto
import CurlTransport
import Model
import PKI
import TestSupport
import Testing
import Values

/// What `docs/threat-model.md` says of the network and of a bad minion, tried on the minion port with real TLS.
@Suite(.fewAtATime, .timeLimit(.minutes(2)))
struct MinionAttackTests {
    private let fixture: MinionFixture

    init() throws { fixture = try MinionFixture() }

    /// A client that can do what no HTTP library would: `send` and `receive` on a socket `s`, in TLS with `tls()`.
    private func raw(_ port: Int, _ script: String) async throws -> Program.Outcome {
        let preamble = """
            import os, socket, ssl, sys, time
            def connect():
                return socket.create_connection(("127.0.0.1", \(port)), timeout=15)
            def tls():
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                return context.wrap_socket(connect(), server_hostname="pigeon-master")
            def drain(s):
                data = b""
                try:
                    while True:
                        piece = s.recv(65536)
                        if not piece: break
                        data += piece
                except (ConnectionError, ssl.SSLError):
                    pass
                return data

            """
        return try await Program.run("python3", "-c", preamble + script)
    }

    /// The port still does what it is for.
    private func expectAlive(_ port: Int) async throws {
        let client = try await fixture.minion("alive", port)
        #expect(try await client.send(MinionFixture.request("PUT", "/v1/grains", [:])).status == 200)
    }

    @Test(arguments: [
        "s.sendall(os.urandom(100_000))", "s.sendall(b'GET / HTTP/1.1\\r\\n\\r\\n')",
        "s.sendall(b'\\x16\\x03\\x01' * 5000)",
        "s.sendall(b'\\x16\\x03\\x01\\xff\\xff' + b'A' * 70_000)", "pass",
    ])
    func `garbage on the port is hung up on, and others are served`(attack: String) async throws {
        try await fixture.serve(adjusting: { $0.greetingTimeout = .seconds(4) }) { port in
            let run = try await raw(
                port,
                """
                s = connect()
                try:
                    \(attack)
                except ConnectionError:
                    pass
                drain(s)
                print("closed")
                """)
            #expect(run.output == "closed\n")
            try await expectAlive(port)
        }
    }

    @Test(arguments: [
        "NONSENSE", "GET /v1/jobs HTTP/9.9\\r\\n\\r\\n", "GET  HTTP/1.1\\r\\n\\r\\n", "\\0\\0\\0\\0\\0\\0\\r\\n\\r\\n",
        "POST /v1/enrol HTTP/1.1\\r\\nContent-Length: -5\\r\\n\\r\\n",
        "POST /v1/enrol HTTP/1.1\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "POST /v1/enrol HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nZZZZ\\r\\n",
    ])
    func `garbage inside of TLS gets no good answer`(attack: String) async throws {
        try await fixture.serve(adjusting: { $0.greetingTimeout = .seconds(4) }) { port in
            let run = try await raw(
                port,
                """
                s = tls()
                s.sendall(b"\(attack)")
                s.settimeout(15)
                answer = drain(s)
                print("bad" if b" 200 " in answer else "refused")
                """)
            #expect(run.output == "refused\n")
            try await expectAlive(port)
            #expect(await fixture.master.received == ["grains alive {}"])
        }
    }

    @Test(arguments: ["X-Filler: ' + b'A' * 1_000_000 + b'", "' + b'X-A: b\\r\\n' * 5000 + b'X-Z: z"])
    func `headers that are too large or too many are refused`(header: String) async throws {
        try await fixture.serve { port in
            let run = try await raw(
                port,
                """
                s = tls()
                try:
                    s.sendall(b'POST /v1/enrol HTTP/1.1\\r\\nHost: x\\r\\n\(header)\\r\\nContent-Length: 2\\r\\n\\r\\n{}')
                except (ConnectionError, ssl.SSLError):
                    pass
                answer = drain(s)
                print("refused" if not answer or answer.split()[1][:1] == b"4" else answer[:100])
                """)
            #expect(run.output == "refused\n")
            try await expectAlive(port)
        }
    }

    @Test func `a path that is too long is refused`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let path = "/v1/files/base/" + String(repeating: "a/", count: 200_000)
            do {
                let answer = try await client.send(MinionFixture.request("GET", path))
                #expect((400..<500).contains(answer.status))
            } catch {
                // The connection was closed, which is a refusal too.
            }
            try await expectAlive(port)
        }
    }

    @Test(arguments: [
        ("nothing", "pass"), ("half a head", "s.sendall(b'POST /v1/enrol HTTP/1.1\\r\\nHost: x\\r\\n')"),
        (
            "a body that stops",
            "s.sendall(b'POST /v1/enrol HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9000\\r\\n\\r\\n{')"
        ),
    ])
    func `a client that says nothing more is hung up on`(what: String, script: String) async throws {
        let limits: @Sendable (inout MinionPort.Options) -> Void = {
            $0.greetingTimeout = .seconds(3)
            $0.bodyTimeout = .seconds(3)
        }
        try await fixture.serve(adjusting: limits) { port in
            let run = try await raw(
                port,
                """
                s = tls()
                \(script)
                drain(s)
                print("closed")
                """)
            #expect(run.output == "closed\n", "\(what)")
        }
    }

    @Test func `silent connections hold up the others for a moment only`() async throws {
        try await fixture.serve(adjusting: { $0.greetings = 3 }) { port in
            let run = try await raw(
                port,
                """
                silent = [connect() for _ in range(12)]
                start = time.time()
                tls()
                print("late" if time.time() - start > 1 else "at once")
                """)
            #expect(run.output == "late\n")
            try await expectAlive(port)
        }
    }

    @Test func `a body that comes byte by byte is not waited for`() async throws {
        try await fixture.serve(adjusting: { $0.bodyTimeout = .seconds(1) }) { port in
            let run = try await raw(
                port,
                """
                s = tls()
                s.sendall(b'POST /v1/enrol HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9000\\r\\n\\r\\n')
                start = time.time()
                try:
                    while time.time() - start < 12:
                        s.sendall(b' ')
                        time.sleep(0.05)
                    print("held")
                except (ConnectionError, ssl.SSLError):
                    print("closed")
                """)
            #expect(run.output == "closed\n")
        }
    }

    @Test func `a large return that comes as fast as a network is takes its time`() async throws {
        // Longer than a busy machine stops, shorter than so much takes.
        try await fixture.serve(adjusting: { $0.bodyTimeout = .seconds(5) }) { port in
            let client = try await fixture.minion("web1", port, sharesConnection: false)
            let text = String(repeating: "x", count: 60 << 20)
            var answer = MinionFixture.request(
                "POST", "/v1/returns", ["jid": "20261120232605080258", "return": .string(text)])
            answer.timeout = .seconds(90)
            #expect(try await client.send(answer).status == 200)
        }
    }

    @Test func `a return that is too large is refused`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port, sharesConnection: false)
            var request = MinionFixture.request("POST", "/v1/returns")
            request.body = [UInt8](repeating: 0x20, count: (64 << 20) + 1)
            do {
                #expect(try await client.send(request).status == 413)
            } catch {
                // The master hung up in the middle of it, which is a refusal too.
            }
            #expect(await fixture.master.received.isEmpty)
            try await expectAlive(port)
        }
    }

    @Test(arguments: [
        "", ".", "..", "../web1", "a/b", "/etc/passwd", "web1\nadmin", "web1\0", "web 1", "*", "web1\u{202E}", "wéb",
        String(repeating: "a", count: 254), String(repeating: "a", count: 65_536),
    ])
    func `an id that is none is refused before anything is done with it`(id: String) async throws {
        try await fixture.serve { port in
            let key = P256.Signing.PrivateKey().publicKey.pemRepresentation
            let body: Value = ["id": .string(id), "public_key": .string(key), "signature": "s", "time": 1]
            let answer = try await fixture.stranger(port).send(MinionFixture.request("POST", "/v1/enrol", body))
            #expect(answer.status == (id.utf8.count > 16_384 ? 413 : 400))
            #expect(answer.body.count < 1000, "what was sent is not sent back")
        }
    }

    @Test func `enrolments are held off when there are too many`() async throws {
        try await fixture.serve(adjusting: { $0.enrolments = (burst: 3, perSecond: 0.1) }) { port in
            let client = fixture.stranger(port)
            let key = P256.Signing.PrivateKey().publicKey.pemRepresentation
            let request = EnrolmentRequest(id: try MinionID("web1"), publicKey: key, signature: "s", time: 1).value
            for _ in 1...3 {
                #expect(try await client.send(MinionFixture.request("POST", "/v1/enrol", request)).status == 200)
            }
            let answer = try await client.send(MinionFixture.request("POST", "/v1/enrol", request))
            #expect(answer.status == 429)
            #expect(answer.headers["Retry-After"].flatMap { Int($0) }.map { (1...10).contains($0) } == true)
            try await expectAlive(port)
        }
    }

    @Test(arguments: [
        "/v1/files/base/../../etc/passwd", "/v1/files/base/..%2f..%2fetc/passwd",
        "/v1/files/base/%2e%2e/%2e%2e/etc/passwd",
        "/v1/files/base/%252e%252e/etc/passwd", "/v1/files/base//etc/passwd", "/v1/files/base/%2Fetc%2Fpasswd",
        "/v1/files/../../etc/passwd", "/v1/files/%2e%2e/etc/passwd", "/v1/files/base/a%5c..%5cb",
        "/v1/files/base/a%0d%0ab",
        "/v1/files/base/./web/../web/a%20b.txt", "/v1/../v1/files/base/%2e",
    ])
    func `a path out of the file roots leads nowhere`(path: String) async throws {
        try await fixture.serve { port in
            let key = P256.Signing.PrivateKey()
            let issued = try await fixture.master.accept("web1", publicKey: key.publicKey.pemRepresentation)
            let (certificate, secret) = (
                try fixture.directory.write(issued.pem, to: "c"),
                try fixture.directory.write(key.pemRepresentation, to: "k")
            )
            let run = try await Program.run(
                "curl", "--path-as-is", "-k", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cert", certificate,
                "--key",
                secret, "https://127.0.0.1:\(port)\(path)")
            #expect(["400", "404"].contains(run.output))
        }
    }

    @Test func `a renewed certificate of the master is shown without a restart`() async throws {
        let clock = SettableClock()
        let authority = try MasterAuthority.open(
            directory: "\(fixture.directory.path)/renewing", clock: WallClock { clock.now })
        try await fixture.serve(adjusting: {
            $0.identity = ServerIdentity { authority.server }
            $0.authority = authority.certificate
        }) { port in
            let first = try await serial(port)
            #expect(try await serial(port) == first)
            clock.pass(days: 340)
            #expect(try authority.renewOwnCertificates() == ["server"])
            let second = try await serial(port)
            #expect(second != first)
            #expect(second.hasPrefix("serial="))
            #expect(try authority.renewOwnCertificates() == [])
        }
    }

    @Test func `a minion gets its next certificate, nobody else does`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let answer = try await client.send(MinionFixture.request("POST", "/v1/renew", ["id": "db1"]))
            #expect(answer.status == 200)
            #expect(try answer.value["certificate"]?.string?.hasPrefix("web1 after ") == true)
            let stranger = try await fixture.stranger(port).send(MinionFixture.request("POST", "/v1/renew", [:]))
            #expect(stranger.status == 401)
        }
    }

    /// Of the certificate that the port shows.
    private func serial(_ port: Int) async throws -> String {
        let command = "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null | openssl x509 -noout -serial"
        return try await Program.run("sh", "-c", command).output
    }
}
