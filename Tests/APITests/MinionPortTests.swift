import API
import ControlPlane
import Crypto
import CurlTransport
import Model
import PKI
import TestSupport
import Testing
import Values

/// The minion port with real TLS, as minions and strangers meet it.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct MinionPortTests {
    private let fixture: MinionFixture

    init() throws { fixture = try MinionFixture() }

    @Test func `a minion without a certificate can enrol and nothing else`() async throws {
        try await fixture.serve { port in
            let client = fixture.stranger(port)
            let key = P256.Signing.PrivateKey().publicKey.pemRepresentation
            let request = EnrolmentRequest(id: try MinionID("web1"), publicKey: key, signature: "s", time: 1)
            let reply = try await client.send(MinionFixture.request("POST", "/v1/enrol", request.value))
            #expect(reply.status == 200)
            #expect(try EnrolmentReply(value: reply.value).state == "pending")
            for (method, path) in [
                ("GET", "/v1/jobs"), ("PUT", "/v1/grains"), ("POST", "/v1/returns"), ("POST", "/v1/pillar"),
                ("GET", "/v1/files/base"), ("GET", "/v1/files/base/web/a%20b.txt"), ("POST", "/v1/events"),
            ] {
                let answer = try await client.send(MinionFixture.request(method, path, [:]))
                #expect(answer.status == 401, "\(path)")
                #expect(try answer.value["hint"] == "enrol first: POST /v1/enrol")
            }
            #expect(await fixture.master.received.isEmpty)
        }
    }

    @Test func `a minion is who its certificate says, whatever its body claims`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let grains = MinionFixture.request("PUT", "/v1/grains", ["id": "db1", "os": "Debian"])
            #expect(try await client.send(grains).status == 200)
            let answer: Value = ["jid": "20261120232605080258", "id": "db1"]
            #expect(try await client.send(MinionFixture.request("POST", "/v1/returns", answer)).status == 200)
            #expect(try await client.send(MinionFixture.request("POST", "/v1/events", ["events": []])).status == 200)
            let pillar = try await client.send(MinionFixture.request("POST", "/v1/pillar", ["id": "db1"]))
            #expect(try pillar.value == ["pillar": ["id": "web1"]])
            #expect(
                await fixture.master.received == [
                    "grains web1 {\"id\":\"db1\",\"os\":\"Debian\"}",
                    "return web1 {\"jid\":\"20261120232605080258\",\"id\":\"db1\"}",
                    "event web1 {\"events\":[]}",
                ])
        }
    }

    @Test func `the certificate of another authority is refused`() async throws {
        let other = try MinionFixture()
        try await fixture.serve { port in
            let key = P256.Signing.PrivateKey()
            _ = try await fixture.master.accept("web1", publicKey: key.publicKey.pemRepresentation)
            let forged = try await other.master.accept("web1", publicKey: key.publicKey.pemRepresentation)
            let client = fixture.client(port, certificate: forged.pem, key: key.pemRepresentation)
            await expectNoAnswer(client)
        }
    }

    @Test func `the master's own server certificate is no client certificate`() async throws {
        try await fixture.serve { port in
            let server = fixture.authority.server
            await expectNoAnswer(
                fixture.client(port, certificate: server.certificate, key: server.key.revealed))
        }
    }

    @Test func `a rejected minion is cut off on a connection that is open`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            #expect(try await client.send(MinionFixture.request("PUT", "/v1/grains", [:])).status == 200)
            try await fixture.master.reject("web1")
            let answer = try await client.send(MinionFixture.request("PUT", "/v1/grains", [:]))
            #expect(answer.status == 403)
            #expect(try answer.value["error"] == "The key of 'web1' is not accepted")
        }
    }

    @Test(arguments: ["grains", "returns", "pillar"])
    func `a minion that is rejected while its request comes slowly is cut off in the middle of it`(
        path: String
    ) async throws {
        try await fixture.serve { port in
            let identity = try await fixture.curlOptions(of: "web1")
            let go = "\(fixture.directory.path)/go"
            async let upload = Program.run(
                "sh", "-c",
                """
                (printf '{'; while [ ! -e \(go) ]; do sleep 0.05; done; printf '}') | curl -s -w ' %{http_code}' \
                \(identity) -X \(path == "grains" ? "PUT" : "POST") -T - https://127.0.0.1:\(port)/v1/\(path)
                """)
            while await fixture.master.authorisations == 0 { try await Task.sleep(for: .milliseconds(10)) }
            try await fixture.master.reject("web1")
            try await Task.sleep(for: .milliseconds(400))
            _ = try fixture.directory.write("", to: "go")
            let answer = try await upload.output
            #expect(answer.contains("The key of 'web1' is not accepted"))
            #expect(answer.hasSuffix(" 403"), "\(answer)")
            #expect(await fixture.master.received == [])
        }
    }

    @Test func `an older certificate of the same minion is refused`() async throws {
        try await fixture.serve { port in
            let old = try await fixture.minion("web1", port)
            let new = try await fixture.minion("web1", port)
            #expect(try await old.send(MinionFixture.request("PUT", "/v1/grains", [:])).status == 403)
            #expect(try await new.send(MinionFixture.request("PUT", "/v1/grains", [:])).status == 200)
        }
    }

    @Test func `a minion refuses a master of another authority`() async throws {
        let other = try MinionFixture()
        try await fixture.serve { port in
            let client = other.stranger(port)
            await #expect(throws: TransportError.self) {
                try await client.send(MinionFixture.request("POST", "/v1/enrol", [:]))
            }
        }
    }

    @Test func `TLS 1_2 is not spoken`() async throws {
        try await fixture.serve { port in
            let old = try await Program.run(
                "curl", "--tls-max", "1.2", "-k", "-s", "-o", "/dev/null", "https://127.0.0.1:\(port)/v1/jobs")
            #expect(old.status == 35, "35 is a failed handshake")
            let new = try await Program.run(
                "curl", "--tlsv1.3", "-k", "-s", "-o", "/dev/null", "-w", "%{http_code}",
                "https://127.0.0.1:\(port)/v1/jobs")
            #expect(new.output == "401")
        }
    }

    @Test(
        arguments: [
            ("bytes=0-3", "d1", 206, 0..<4, "bytes 0-3/256"), ("bytes=250-", "d1", 206, 250..<256, "bytes 250-255/256"),
            ("bytes=250-999", nil, 206, 250..<256, "bytes 250-255/256"),
            ("bytes=256-", "d1", 416, 0..<0, "bytes */256"),
            ("bytes=4-9", "other", 200, 0..<256, nil), ("bytes=-5", "d1", 200, 0..<256, nil),
            ("bytes=9-4", "d1", 200, 0..<256, nil), ("bytes=1-2,5-6", "d1", 200, 0..<256, nil),
            ("lines=1-2", "d1", 200, 0..<256, nil), ("bytes=99999999999999999999-", "d1", 200, 0..<256, nil),
        ] as [(String, String?, Int, Range<Int>, String?)])
    func `a stretch of a file is given as RFC 9110 has it`(
        range: String, version: String?, status: Int, bytes: Range<Int>, content: String?
    ) async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let headers = [("Range", range)] + (version.map { [("If-Range", "\"\($0)\"")] } ?? [])
            let answer = try await client.send(
                MinionFixture.request("GET", "/v1/files/base/web/a%20b.txt", headers: headers))
            #expect(answer.status == status)
            #expect(answer.body == bytes.map { UInt8($0) })
            #expect(answer.headers["Content-Range"] == content)
            #expect(answer.headers["ETag"] == "\"d1\"")
        }
    }

    @Test func `files come with their digest, and not again when they are known`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let manifest = try await client.send(MinionFixture.request("GET", "/v1/files/base"))
            #expect(try manifest.value == ["files": ["a b.txt": "d1"]])
            #expect(manifest.headers["ETag"] == "\"m1\"")
            let file = try await client.send(MinionFixture.request("GET", "/v1/files/base/web/a%20b.txt"))
            #expect(file.body == Array(0...255))
            #expect(file.headers["ETag"] == "\"d1\"")
            for (path, tag) in [("/v1/files/base", "m1"), ("/v1/files/base/web/a%20b.txt", "d1")] {
                let known = [("If-None-Match", "\"\(tag)\"")]
                let again = try await client.send(MinionFixture.request("GET", path, headers: known))
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
            }
        }
    }

    @Test(arguments: [true, false])
    func `HEAD is answered as GET is, without the body`(sharesConnection: Bool) async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port, sharesConnection: sharesConnection)
            for path in ["/v1/files/base", "/v1/files/base/web/a%20b.txt", "/v1/files/base/none.txt"] {
                let whole = try await client.send(MinionFixture.request("GET", path))
                let head = try await client.send(MinionFixture.request("HEAD", path))
                #expect(head.status == whole.status)
                #expect(head.body.isEmpty)
                for name in ["ETag", "Content-Type", "Content-Length"] where whole.status == 200 {
                    #expect(head.headers[name] == whole.headers[name] && head.headers[name] != nil, "\(name)")
                }
            }
            let known = [("If-None-Match", "\"d1\"")]
            let again = try await client.send(
                MinionFixture.request("HEAD", "/v1/files/base/web/a%20b.txt", headers: known))
            #expect(again.status == 304)
        }
    }

    @Test func `the authority is shown to whoever asks, since it is compared before anything is told`() async throws {
        try await fixture.serve { port in
            let answer = try await fixture.stranger(port).send(MinionFixture.request("GET", "/v1/authority"))
            #expect(try answer.value == ["authority": .string(fixture.authority.certificate)])
        }
    }

    @Test(arguments: [
        ("/v1/files/base/none.txt", 404), ("/v1/files/none", 404), ("/v1/files/base/..%2F..%2Fetc/passwd", 400),
        ("/v1/files/base/%2e%2e/pki/ca.key", 400), ("/v1/files/base/a%zz", 400), ("/v1/files/base/a%00b", 400),
        ("/v1/nothing", 404), ("/", 404),
    ])
    func `a path that leads nowhere is an error with a sentence`(path: String, status: Int) async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let answer = try await client.send(MinionFixture.request("GET", path))
            #expect(answer.status == status)
            #expect(try answer.value["error"]?.string?.isEmpty == false)
        }
    }

    @Test func `a body that is too large or no JSON is refused`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            var request = MinionFixture.request("POST", "/v1/enrol")
            request.body = [UInt8](repeating: 0x20, count: 17 << 10)
            #expect(try await client.send(request).status == 413)
            request.body = Array("{\"id\": ".utf8)
            let answer = try await client.send(request)
            #expect(answer.status == 400)
            #expect(try answer.value["error"] == "the JSON document ends too early")
        }
    }

    @Test func `a job that a minion has begun is told by the name of its certificate, in a few words`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            var request = MinionFixture.request("POST", "/v1/jobs", ["jid": "1", "id": "db1"])
            let answer = try await client.send(request)
            #expect(answer.status == 200)
            #expect(try answer.value["taken"] == true)
            let stranger = try await fixture.stranger(port).send(request)
            #expect(stranger.status == 401)
            request.body = [UInt8](repeating: 0x20, count: (64 << 10) + 1)
            #expect(try await client.send(request).status == 413)
            #expect(await fixture.master.received == [#"job web1 {"jid":"1","id":"db1"}"#])
        }
    }

    @Test func `a pillar that does not render tells everything that is wrong`() async throws {
        try await fixture.serve { port in
            let client = try await fixture.minion("web1", port)
            let answer = try await client.send(MinionFixture.request("POST", "/v1/pillar", ["fails": true]))
            #expect(answer.status == 422)
            #expect(try answer.value["errors"] == ["top.sls:3: first", "second"])
        }
    }

    private func expectNoAnswer(_ client: HTTPClient) async {
        await #expect(throws: TransportError.self) {
            try await client.send(MinionFixture.request("PUT", "/v1/grains", [:]))
        }
        #expect(await fixture.master.received.isEmpty)
    }
}
