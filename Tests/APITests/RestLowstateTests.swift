import CurlTransport
import TestSupport
import Testing
import Values

/// Lowstate as Salt's clients send it.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct RestLowstateTests {
    private static let ping: Value = ["client": "local", "tgt": "*", "fun": "test.ping"]
    private static let form = "application/x-www-form-urlencoded"

    private let fixture: RestFixture

    init() throws { fixture = try RestFixture() }

    @Test func `each chunk gives an element, a batch one a minion`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let batch: Value = ["client": "local_batch", "tgt": "*", "fun": "test.ping"]
            let answer = try await fred.post("/", [Self.ping, batch])
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "application/json")
            #expect(try answer.value == ["return": [["web1": true], ["web1": true], ["db1": true]]])
            #expect(try await fred.post("/", Self.ping).value == ["return": [["web1": true]]], "a map alone")
        }
    }

    @Test(
        arguments: [
            (
                "client=local&tgt=*&fun=test.arg&arg=1&arg=a+b&arg=k%3D2",
                ["client": "local", "tgt": "*", "fun": "test.arg", "arg": [1, "a b"], "kwarg": ["k": 2]]
            ),
            (
                "client=local&tgt=*&fun=test.arg&kwarg={x: [1, yes]}&arg=http://a/?b=c",
                [
                    "client": "local", "tgt": "*", "fun": "test.arg", "arg": ["http://a/?b=c"],
                    "kwarg": ["x": [1, true]],
                ]
            ),
            (
                "client=runner&fun=state.orchestrate&mods=release",
                ["client": "runner", "fun": "state.orchestrate", "mods": "release"]
            ),
        ] as [(String, Value)])
    func `a form is one chunk, its arguments read as on the command line`(text: String, chunk: Value) async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post("/", text: text, type: Self.form)
            #expect(answer.status == 200)
            #expect(fixture.rest.received == ["fred \(JSON.write(chunk))"])
        }
    }

    @Test func `POST run logs in by itself, and the credentials go no further`() async throws {
        try await fixture.serve { client in
            let chunk = Self.ping.merged(with: RestClient.fred)
            #expect(try await client.post("/run", [chunk]).value == ["return": [["web1": true]]])
            let token: Value = ["token": .string(try #require(try await client.loggedIn().token))]
            #expect(try await client.post("/run", [Self.ping.merged(with: token)]).status == 200)
            let wrong = chunk.merged(with: ["sharedsecret": "no"])
            #expect(try await client.post("/run", [wrong]).status == 401)
            #expect(try await client.post("/run", [Self.ping.merged(with: ["token": "x"])]).status == 401)
            #expect(fixture.rest.received == [String](repeating: "fred \(JSON.write(Self.ping))", count: 2))
        }
    }

    @Test(
        arguments: ["/", "/run", "/minions"],
        [[["test": true]], ["test=True"], "test=True", true, 1] as [Value])
    func `keywords that are no mapping are refused everywhere`(path: String, keywords: Value) async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let own: Value = [
                "fun": "state.apply", "kwarg": keywords, "token": .string(try #require(fred.token)),
            ]
            for client in ["local", "local_async", "local_batch", "runner", "wheel_async"] {
                let target: Value = client.hasPrefix("local") || path == "/minions" ? ["tgt": "*"] : [:]
                let chunk = own.merged(with: target).merged(with: ["client": .string(client)])
                let answer = try await fred.post(path, [chunk])
                #expect(answer.status == 400, "\(client)")
                #expect(try answer.value["error"]?.string?.hasPrefix("'kwarg' must be a mapping, not ") == true)
                #expect(try answer.value["hint"] == #"like "kwarg": {"test": true}"#)
            }
        }
    }

    @Test func `none of several chunks is run when one of them can't be`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let wrong = Self.ping.merged(with: ["kwarg": 3])
            #expect(try await fred.post("/", [Self.ping, wrong]).status == 400)
            #expect(fixture.rest.received == [])
        }
    }

    @Test func `POST minions starts a job and says where its returns will be`() async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post("/minions", ["tgt": "*", "fun": "test.ping"])
            #expect(answer.status == 202)
            #expect(
                try answer.value == [
                    "return": [["jid": "20261120232605080258", "minions": ["web1"]]],
                    "_links": ["jobs": [["href": "/jobs/20261120232605080258"]]],
                ])
        }
    }

    @Test(arguments: [
        ("[{", "application/json", 400), ("\"text\"", "application/json", 400), ("[1]", "application/json", 400),
        ("", "application/json", 400), ("[{\"fun\": \"test.ping\"}]", "application/json", 400),
        ("a=%zz", "application/x-www-form-urlencoded", 400), ("<a/>", "application/xml", 406),
        ("[{\"client\": \"local\", \"tgt\": \"*\", \"fun\": \"test.refuse\"}]", "application/json", 409),
        ("[{\"client\": \"local\", \"tgt\": \"*\", \"fun\": \"test.break\"}]", "application/json", 500),
    ])
    func `a request that can't be carried out has Salt's status`(text: String, type: String, status: Int) async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post("/", text: text, type: type)
            #expect(answer.status == status)
            #expect(try answer.value["status"]?.int == status)
            #expect(!answer.text.contains("secret of the inside"))
        }
    }

    @Test func `a store that takes nothing for now is 503, and when to come again`() async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post("/", ["client": "local", "tgt": "*", "fun": "test.full"])
            #expect(answer.status == 503)
            #expect(try answer.value["error"] == "no space is left on the master's disk")
            #expect(answer.headers["Retry-After"].flatMap { Int($0) }.map { $0 > 0 } == true)
        }
    }

    @Test func `a store that takes nothing any more after a first chunk is no reason to ask for all of it again`()
        async throws
    {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post(
                "/", [Self.ping, ["client": "local", "tgt": "*", "fun": "test.full"]])
            #expect(answer.status == 500)
            #expect(try answer.value["error"] == "only a part of it was done: no space is left on the master's disk")
            #expect(answer.headers["Retry-After"] == nil)
        }
    }

    @Test func `a body beyond the limit is 413`() async throws {
        try await fixture.serve { client in
            let large = String(repeating: "x", count: 65 << 10)
            let answer = try await client.loggedIn().post("/", [["client": "local", "fun": .string(large)]])
            #expect(answer.status == 413)
        }
    }

    @Test func `the answer is YAML for who accepts only that, 406 for who accepts neither`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let yaml = try await fred.post("/", Self.ping, headers: [("Accept", "application/x-yaml")])
            #expect(yaml.text == "return:\n- web1: true\n")
            #expect(yaml.headers["Content-Type"] == "application/x-yaml")
            #expect(try await fred.post("/", Self.ping, headers: [("Accept", "image/png")]).status == 406)
            #expect(try await fred.post("/", Self.ping, headers: [("Accept", "text/html, */*;q=0.1")]).status == 200)
        }
    }

    @Test func `progress is streamed line by line, the result at the end`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let stream = try await fred.stream(
                "POST", "/", [["client": "local", "tgt": "*", "fun": "test.wait"]],
                headers: [("Accept", "application/x-ndjson")])
            #expect(stream.headers["Content-Type"] == "application/x-ndjson")
            var lines = stream.lines().makeAsyncIterator()
            let first = try await lines.next()
            #expect(first == #"{"event":{"tag":"salt/job/1/ret/web1","data":{"id":"web1"}}}"#)
            fixture.rest.gate.fulfil(true)
            let second = try await lines.next()
            #expect(second == #"{"event":{"tag":"salt/job/1/ret/db1","data":{"id":"db1"}}}"#)
            #expect(try await lines.next() == #"{"return":[{"web1":true}]}"#)
            #expect(try await lines.next() == nil)
        }
    }

    @Test func `a refusal in a stream is its last line`() async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().post(
                "/", [["client": "local", "tgt": "*", "fun": "test.refuse"]],
                headers: [("Accept", "application/x-ndjson")])
            let value = try answer.value
            #expect(value["error"] == "another action is under way")
            #expect(value["hint"] == "wait for it")
            #expect(value["status"] == 409)
        }
    }

    @Test func `work goes on when the client that asked for it is gone`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let stream = try await fred.stream(
                "POST", "/", [["client": "local", "tgt": "*", "fun": "test.wait"]],
                headers: [("Accept", "application/x-ndjson")])
            var lines = stream.lines().makeAsyncIterator()
            _ = try await lines.next()
            stream.cancel()
            try await Task.sleep(for: .milliseconds(200))
            fixture.rest.gate.fulfil(true)
            #expect(try await fixture.rest.finished.value)
        }
    }
}
