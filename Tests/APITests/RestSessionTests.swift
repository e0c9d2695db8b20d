import CurlTransport
import TestSupport
import Testing
import Values

/// Logins as Salt's clients make them.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct RestSessionTests {
    private let fixture: RestFixture

    init() throws { fixture = try RestFixture() }

    @Test func `a login answers in Salt's shape`() async throws {
        try await fixture.serve { client in
            let answer = try await client.post("/login", RestClient.fred)
            #expect(answer.status == 200)
            let session = try #require(try answer.value["return"]?.list?.first?.map)
            #expect(session.keyTexts == ["token", "expire", "start", "user", "eauth", "perms"])
            #expect(session["perms"] == [".*", "@jobs", "@runner", "@wheel"])
            let token = try #require(session["token"]?.string)
            #expect(token.count == 40)
            #expect(answer.headers["X-Auth-Token"] == token)
            let cookie = try #require(answer.headers["Set-Cookie"])
            #expect(cookie.hasPrefix("session_id=\(token); Max-Age=43200; Path=/"))
        }
    }

    @Test(arguments: [
        ("[{\"username\": \"fred\", \"eauth\": \"sharedsecret\", \"password\": \"s3cret\"}]", "application/json"),
        ("username=fred&eauth=sharedsecret&sharedsecret=s3c%72et", "application/x-www-form-urlencoded"),
        ("{username: fred, eauth: sharedsecret, sharedsecret: s3cret}", "application/x-yaml"),
    ])
    func `a login may be a list, a form or YAML`(text: String, type: String) async throws {
        try await fixture.serve { client in
            let answer = try await client.post("/login", text: text, type: type)
            #expect(answer.status == 200)
        }
    }

    @Test func `a login with the wrong secret is 401`() async throws {
        try await fixture.serve { client in
            let answer = try await client.post(
                "/login", ["username": "fred", "eauth": "sharedsecret", "sharedsecret": "no"])
            #expect(answer.status == 401)
            #expect(try answer.value["error"] == "Could not authenticate using provided credentials")
            #expect(answer.headers["X-Auth-Token"] == nil)
            #expect(try await client.get("/login").headers["WWW-Authenticate"] == "Session")
            #expect(try await client.get("/login").value == ["status": nil, "return": "Please log in"])
        }
    }

    @Test(arguments: [
        ("GET", "/minions"), ("GET", "/jobs"), ("GET", "/jobs/20261120232605080258"), ("GET", "/keys"),
        ("GET", "/keys/web1"), ("GET", "/events"), ("GET", "/stats"), ("GET", "/stacks"), ("GET", "/stacks/app"),
        ("POST", "/"), ("POST", "/minions"), ("POST", "/keys/web1"), ("POST", "/hook/a"), ("POST", "/logout"),
        ("POST", "/stacks/app/release"), ("POST", "/run"),
    ])
    func `nothing is told or done without a valid token`(method: String, path: String) async throws {
        try await fixture.serve { client in
            var forger = client
            forger.token = String(repeating: "0", count: 40)
            for client in [client, forger] {
                let body: Value = [["client": "local", "tgt": "*", "fun": "test.ping"]]
                let answer =
                    method == "GET" ? try await client.get(path) : try await client.post(path, body)
                #expect(answer.status == 401)
            }
            #expect(fixture.rest.received.isEmpty)
        }
    }

    @Test func `the token is taken from the header or the cookie, and ends with the logout`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let cookie = [("Cookie", "other=1; session_id=\(try #require(fred.token))")]
            #expect(try await fred.get("/jobs").status == 200)
            #expect(try await client.get("/jobs", headers: cookie).status == 200)
            #expect(try await fred.post("/logout", [:]).value == ["return": "Your token has been cleared"])
            #expect(try await fred.get("/jobs").status == 401)
            #expect(try await client.get("/jobs", headers: cookie).status == 401)
        }
    }

    @Test func `a token for POST run is for those who may make one`() async throws {
        try await fixture.serve { client in
            let tokens = try await client.post("/token", [RestClient.fred]).value
            let token = try #require(tokens.list?.first?.map)
            #expect(token.keyTexts == ["start", "token", "expire", "name", "eauth"])
            let chunk: Value = ["client": "local", "tgt": "*", "fun": "test.ping", "token": token["token"] ?? .null]
            #expect(try await client.post("/run", [chunk]).value == ["return": [["web1": true]]])
            let limited = RestClient.fred.merged(with: ["username": "limited"])
            #expect(try await client.post("/token", [limited]).status == 401)
        }
    }

    @Test func `what a user is not permitted is 401, as with Salt`() async throws {
        try await fixture.serve { client in
            let limited = try await client.loggedIn(as: "limited")
            let ping: Value = ["client": "local", "tgt": "*", "fun": "test.ping"]
            #expect(try await limited.post("/", [ping]).status == 200)
            let answer = try await limited.post("/", [["client": "local", "tgt": "*", "fun": "cmd.run"]])
            #expect(answer.status == 401)
            #expect(try answer.value["error"] == "User 'limited' is not permitted to execute 'cmd.run' on '*'")
            for path in ["/jobs", "/keys", "/stacks", "/minions"] {
                #expect(try await limited.get(path).status == 401, "\(path)")
            }
        }
    }

    @Test func `who may ask some minions sees the grains of those`() async throws {
        try await fixture.serve { client in
            let webby = try await client.loggedIn(as: "webby")
            #expect(try await webby.get("/minions").status == 401)
            #expect(try await webby.get("/minions/web1").value == ["return": [["web1": true]]])
            let all: Value = ["return": [["web1": ["os": "Debian"], "web3": ["os": "Ünix"]]]]
            #expect(try await client.loggedIn().get("/minions").value == all)
        }
    }
}
