import API
import ControlPlane
import CurlTransport
import Model
import TestSupport
import Testing
import Values

/// Listings, stacks, hooks, events and the local socket.
@Suite(.fewAtATime, .timeLimit(.minutes(1)))
struct RestResourceTests {
    private let fixture: RestFixture

    init() throws { fixture = try RestFixture() }

    @Test func `listings have Salt's shapes`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let jid = "20261120232605080258"
            #expect(try await fred.get("/minions/web1").value == ["return": [["web1": ["os": "Debian"]]]])
            #expect(try await fred.get("/minions/web2").status == 404)
            #expect(
                try await fred.get("/jobs").value["return"] == [["20261120232605080258": ["Function": "test.ping"]]])
            let job = try await fred.get("/jobs/\(jid)").value
            #expect(job["return"] == [["web1": true]])
            #expect(job["info"]?.list?.first?["jid"] == .string(jid))
            #expect(try await fred.get("/jobs/1").status == 404)
            #expect(try await fred.get("/keys").value == ["return": ["minions": ["web1"], "minions_pre": []]])
            #expect(try await fred.get("/keys/web%2e1").value == ["return": ["minions": ["web.1": "f2:30"]]])
            #expect(try await fred.get("/stats").value["return"]?.list?.first?["Total Requests"]?.int ?? 0 > 5)
        }
    }

    @Test func `a key is accepted, rejected and deleted through the wheel`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            #expect(try await fred.post("/keys/web1", [:]).status == 200)
            #expect(try await fred.post("/keys", ["mid": "db1", "action": "reject"]).status == 200)
            #expect(try await fred.post("/keys/db1", ["action": "eat"]).status == 400)
            #expect(try await fred.post("/keys", [:]).status == 400)
            for unknown in ["web9", "web*", "web1,db1"] {
                #expect(try await fred.post("/keys", ["mid": .string(unknown)]).status == 404)
            }
            let webby = try await client.loggedIn(as: "webby")
            #expect(try await webby.post("/keys", ["mid": "web9"]).status == 401)
            #expect(
                fixture.rest.received == [
                    #"fred {"client":"wheel","fun":"key.accept","match":"web1"}"#,
                    #"fred {"client":"wheel","fun":"key.reject","match":"db1"}"#,
                ])
        }
    }

    @Test func `a stack action is carried out for its user, with progress when asked`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let answer = try await fred.post("/stacks/app/release", ["version": "1.15"])
            #expect(
                try answer.value == [
                    "return": [["action": "release", "app": "app", "body": ["version": "1.15"], "user": "fred"]]
                ])
            let streamed = try await fred.post(
                "/stacks/app/rollback", [:], headers: [("Accept", "application/x-ndjson")])
            let lines = streamed.text.split(separator: "\n")
            #expect(lines.first == #"{"event":{"tag":"pigeon/stack/app/rollback","data":{"step":"health"}}}"#)
            #expect(lines.count == 2)
            #expect(try await fred.get("/stacks").value == ["return": [["app": ["active": "1.14"]]]])
            #expect(try await fred.get("/stacks/app").value == ["return": [["active": "1.14"]]])
            #expect(try await fred.get("/stacks/none").status == 404)
            let unknown = try await fred.post("/stacks/app/relase", [:])
            #expect(unknown.status == 404)
            #expect(try unknown.value["hint"] == "did you mean 'release'?")
        }
    }

    @Test func `events come as Salt's server-sent events`() async throws {
        try await fixture.serve { client in
            let fred = try await client.loggedIn()
            let stream = try await fred.stream("GET", "/events")
            #expect(stream.headers["Content-Type"] == "text/event-stream")
            var lines = stream.lines().makeAsyncIterator()
            #expect(try await lines.next() == "retry: 400")
            try await eventually("subscribed") {
                await fixture.rest.bus.publish(Event(tag: "probe", data: [:]))
                return try await lines.next() == "tag: probe"
            }
            let hook = try await fred.post("/hook/foo/b%20r", ["a": 1])
            #expect(try hook.value == ["success": true])
            var line = try await lines.next()
            while let current = line, current != "tag: salt/netapi/hook/foo/b r" { line = try await lines.next() }
            let text = try #require(try await lines.next())
            #expect(try await lines.next() == "")
            #expect(text.hasPrefix("data: "))
            let event = try JSON.read(String(text.dropFirst(6)))
            #expect(event["tag"] == "salt/netapi/hook/foo/b r")
            #expect(event["data"]?["post"] == ["a": 1])
            #expect(event["data"]?["body"] == #"{"a":1}"#)
            #expect(event["data"]?["_stamp"]?.string?.count == 26)
            let token = try #require(fred.token)
            #expect(!text.contains(token), "a hook's token is not told")
        }
    }

    @Test func `the event stream takes no query from the network`() async throws {
        try await fixture.serve { client in
            let answer = try await client.loggedIn().get("/events?tag=salt/*")
            #expect(answer.status == 400)
        }
    }

    @Test func `the event stream ends with its token`() async throws {
        let fixture = try RestFixture(lifetime: .seconds(10))
        try await fixture.serve { client in
            let stream = try await client.loggedIn().stream("GET", "/events")
            #expect(try await stream.lines().reduce(into: []) { $0.append($1) } == ["retry: 400"])
        }
    }

    @Test func `the socket is for root, who needs no login`() async throws {
        try await fixture.serveSocket { client in
            let mode = try await Program.run("stat", "-c", "%a %F", fixture.socket)
            #expect(mode.output == "600 socket\n")
            let answer = try await client.post("/", [["client": "wheel", "fun": "key.list_all"]])
            #expect(answer.status == 200)
            #expect(fixture.rest.received == [#"root {"client":"wheel","fun":"key.list_all"}"#])
            #expect(try await client.get("/keys").status == 200)
        }
    }

    @Test func `events on the socket can be filtered by tag`() async throws {
        try await fixture.serveSocket { client in
            let stream = try await client.stream("GET", "/events?tag=salt/job/*")
            var lines = stream.lines().makeAsyncIterator()
            _ = try await lines.next()
            try await eventually("subscribed") {
                await fixture.rest.bus.publish(Event(tag: "salt/key", data: [:]))
                await fixture.rest.bus.publish(Event(tag: "salt/job/1/new", data: [:]))
                return try await lines.next() == "tag: salt/job/1/new"
            }
        }
    }

    @Test func `a stop ends open event streams`() async throws {
        let reader = try await fixture.serveSocket { client in
            let stream = try await client.stream("GET", "/events")
            let begun = Promise<String>()
            let reader = Task {
                try await stream.lines().reduce(into: [String]()) { lines, line in
                    lines.append(line)
                    begun.fulfil(line)
                }
            }
            _ = try await begun.value
            return reader
        }
        #expect(try await reader.value == ["retry: 400"])
    }

    @Test func `who does not finish his request is hung up on, who listens is not`() async throws {
        try await fixture.serve(idleTimeout: .seconds(1)) { client in
            let stream = try await client.loggedIn().stream("GET", "/events")
            let port = try #require(client.base.split(separator: ":").last)
            let slow = try await Program.run(
                "bash", "-c",
                "exec 3<>/dev/tcp/127.0.0.1/\(port); "
                    + "printf 'POST /login HTTP/1.1\\r\\nContent-Length: 9\\r\\n\\r\\n{' >&3; "
                    + "timeout 20 cat <&3 >/dev/null; echo $?")
            #expect(slow.output == "0\n", "124 is the end of the patience of timeout(1)")
            await fixture.rest.bus.publish(Event(tag: "late", data: [:]))
            var lines = stream.lines().makeAsyncIterator()
            #expect(try await lines.next() == "retry: 400")
            #expect(try await lines.next() == "tag: late")
        }
    }

    @Test func `health and readiness are told to anyone`() async throws {
        try await fixture.serve { client in
            let health = try await client.get("/healthz")
            #expect(try health.value == ["status": "ok"])
            #expect(try await client.get("/readyz").status == 200)
            #expect(try await client.get("/").value["return"] == "Welcome")
        }
        try await fixture.serve(pages: RestPages(unreadiness: { "the journal is being read" })) { client in
            let answer = try await client.get("/readyz")
            #expect(answer.status == 503)
            #expect(try answer.value["reason"] == "the journal is being read")
        }
    }

    @Test func `a browser gets the dashboard, Prometheus the metrics`() async throws {
        let pages = RestPages(metrics: { "pigeon_minions 2\n" }, dashboard: "<!doctype html>")
        try await fixture.serve(pages: pages) { client in
            let page = try await client.get("/", headers: [("Accept", "text/html,*/*;q=0.8")])
            #expect(page.text == "<!doctype html>")
            #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(try await client.get("/").value["return"] == "Welcome")
            #expect(try await client.get("/metrics").text == "pigeon_minions 2\n")
        }
    }

    @Test func `every path of the description is there`() async throws {
        try await fixture.serve { client in
            let document = try await client.get("/openapi.json").value
            let paths = try #require(document["paths"]?.map)
            #expect(paths.count > 20)
            for (path, methods) in paths {
                let concrete = path.scalarText?.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }
                let url = "/" + (concrete ?? []).joined(separator: "/")
                for method in methods.map?.keyTexts ?? [] {
                    let answer = try await method == "get" ? client.get(url) : client.post(url, [:])
                    let isOpen = methods[method]?["security"] == []
                    #expect(answer.status == 401 || isOpen, "\(method) \(url)")
                    #expect(answer.status != 404 || url == "/metrics", "\(method) \(url)")
                }
            }
        }
    }

    @Test func `pages of other origins may use a token, never the cookie`() async throws {
        try await fixture.serve { client in
            let answer = try await client.get("/", headers: [("Origin", "https://evil.example")])
            #expect(answer.headers["Access-Control-Allow-Origin"] == "*")
            #expect(answer.headers["Access-Control-Allow-Credentials"] == nil)
        }
    }
}
