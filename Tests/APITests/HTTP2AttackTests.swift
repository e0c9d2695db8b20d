import API
import CurlTransport
import TestSupport
import Testing
import Values

/// What a client can do to the minion port with frames of HTTP/2 alone, without a certificate.
@Suite(.fewAtATime, .timeLimit(.minutes(2)))
struct HTTP2AttackTests {
    private let fixture: MinionFixture

    init() throws { fixture = try MinionFixture() }

    /// Sends frames and reads until the server hangs up. Prints `closed`, or `held`, and the errors that it was told, and
    /// `answer` if it got one.
    private func attack(_ script: String, on port: Int) async throws -> String {
        let program = """
            import os, socket, ssl, struct, threading
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(["h2"])
            s = context.wrap_socket(socket.create_connection(("127.0.0.1", \(port)), timeout=10))
            assert s.selected_alpn_protocol() == "h2"
            def frame(kind, flags, stream, payload=b""):
                return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload
            # GET, POST, and what each head needs beside: scheme, path and authority.
            GET, POST = b"\\x82\\x87\\x84\\x41\\x01x", b"\\x83\\x87\\x84\\x41\\x01x"
            DATA, HEADERS, RESET, SETTINGS, PING, CONTINUATION = 0, 1, 3, 4, 6, 9
            END_STREAM, END_HEADERS = 1, 4
            def attack():
                \(script.split(separator: "\n").joined(separator: "\n    "))
            answer = bytearray()
            try:
                s.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n" + frame(SETTINGS, 0, 0))
                attack()
            except OSError:
                pass
            end = "held"
            try:
                while True:
                    piece = s.recv(65536)
                    if not piece: break
                    answer += piece
                end = "closed"
            except TimeoutError:
                pass
            except OSError:
                end = "closed"
            told = set()
            while len(answer) >= 9:
                size = struct.unpack(">I", b"\\0" + answer[:3])[0]
                kind, payload = answer[3], answer[9:9 + size]
                if kind == 1: told.add("answer")
                if kind == 3: told.add("reset %d" % struct.unpack(">I", payload[:4])[0])
                if kind == 7: told.add("goaway %d" % struct.unpack(">I", payload[4:8])[0])
                del answer[:9 + size]
            print(end, *sorted(told))
            """
        let run = try await Program.run("python3", "-c", program)
        return run.output
    }

    private func expectAlive(_ port: Int) async throws {
        let client = try await fixture.minion("alive", port)
        #expect(try await client.send(MinionFixture.request("PUT", "/v1/grains", [:])).status == 200)
    }

    @Test(arguments: [
        (
            "streams that are reset at once",
            """
            for number in range(2000):
                stream = 1 + 2 * number
                s.sendall(frame(HEADERS, END_HEADERS, stream, POST) + frame(RESET, 0, stream, struct.pack(">I", 8)))
            """
        ),
        ("pings", "for _ in range(5000): s.sendall(frame(PING, 0, 0, bytes(8)))"),
        ("settings", "for _ in range(5000): s.sendall(frame(SETTINGS, 0, 0))"),
        (
            "a head without an end",
            """
            s.sendall(frame(HEADERS, 0, 1, GET))
            for _ in range(2000): s.sendall(frame(CONTINUATION, 0, 1, b"\\x00\\x01a" + b"\\x7f\\x81\\x7e" + b"b" * 16000))
            """
        ),
        (
            "empty pieces of a body",
            """
            s.sendall(frame(HEADERS, END_HEADERS, 1, POST))
            for _ in range(5000): s.sendall(frame(DATA, 0, 1))
            """
        ),
        ("frames of no stream", "for number in range(2000): s.sendall(frame(DATA, 0, 2 * number + 1, b'x'))"),
        ("a frame that is too large", "s.sendall(frame(DATA, 0, 1, bytes(1 << 20)))"),
        ("garbage", "s.sendall(os.urandom(100000))"),
    ])
    func `a flood of frames is hung up on, and others are served`(what: String, script: String) async throws {
        try await fixture.serve { port in
            let end = try await attack(script, on: port)
            #expect(end.hasPrefix("closed"), "\(what): \(end)")
            try await expectAlive(port)
        }
    }

    @Test func `more streams than a hundred at a time are refused`() async throws {
        try await fixture.serve(adjusting: { $0.bodyTimeout = .seconds(2) }) { port in
            let end = try await attack(
                "for number in range(140): s.sendall(frame(HEADERS, END_HEADERS, 1 + 2 * number, POST))", on: port)
            #expect(end.contains("reset 7") || end.contains("goaway"), "\(end)")
            try await expectAlive(port)
        }
    }

    @Test func `a body that is sent without waiting for room is refused, or thrown away as it comes`() async throws {
        try await fixture.serve { port in
            let script = """
                s.sendall(frame(HEADERS, END_HEADERS, 1, POST))
                for _ in range(200): s.sendall(frame(DATA, 0, 1, bytes(16000)))
                s.settimeout(2)
                """
            // FLOW_CONTROL_ERROR, of the stream or of the connection, unless the master made room as fast as it came.
            let end = try await attack(script, on: port)
            #expect(["reset 3", "goaway 3", "answer"].contains { end.contains($0) }, "\(end)")
            try await expectAlive(port)
        }
    }

    @Test func `a client that begins HTTP_2 and asks for nothing is hung up on`() async throws {
        try await fixture.serve(adjusting: { $0.greetingTimeout = .seconds(4) }) { port in
            #expect(try await attack("pass", on: port).hasPrefix("closed"))
            try await expectAlive(port)
        }
    }
}
