import Execution
import Model
import Testing
import Values

@testable import Modules

/// Salt 3008's results of the same queries.
struct HTTPQueryTests {
    @Test func `an answer has its body, and what else is asked for`() async throws {
        let web = ScriptedWeb(
            WebAnswer(status: 200, headers: [("content-type", "text/plain")], body: Array("hello\n".utf8)))
        #expect(await web.query() == ["body": "hello\n"])
        #expect(
            await web.query(["status": true, "headers": true, "text": true]) == [
                "body": "hello\n", "status": 200, "headers": ["Content-Type": "text/plain"], "text": "hello\n",
            ])
        #expect(await web.query(["decode": true]) == ["body": "hello\n", "text": "hello\n"])
        #expect(
            await web.query(["decode": true, "decode_type": "foo"]) == [
                "body": "hello\n",
                "error": "Invalid decode_type specified. Valid decode types are: ('json', 'xml', 'yaml', 'plain')",
            ])
        #expect(await web.query(["test": true]) == [:])
        #expect(await web.query(["test": true, "test_url": "http://b/"]) == ["test": true, "body": "hello\n"])
    }

    @Test func `an answer is decoded by its type`() async throws {
        let json = ScriptedWeb(
            WebAnswer(
                status: 200, headers: [("Content-Type", "application/json")], body: Array(#"{"a": [1, null]}"#.utf8)))
        #expect(await json.query(["decode": true])["dict"] == ["a": [1, .null]])
        let yaml = ScriptedWeb(
            WebAnswer(status: 200, headers: [("Content-Type", "text/yaml")], body: Array("a: [1, yes]\n".utf8)))
        #expect(await yaml.query(["decode": true])["dict"] == ["a": [1, true]])
        let latin = ScriptedWeb(
            WebAnswer(status: 200, headers: [("Content-Type", "text/plain; charset=iso-8859-1")], body: [0x63, 0xE9]))
        #expect(await latin.query() == ["body": "cé"])
        let bytes = ScriptedWeb(WebAnswer(status: 200, body: [0xFF]))
        #expect(await bytes.query().string?.contains("the answer is not UTF-8 text") == true)
    }

    @Test func `a refusal is an error with its status, a server that is away one without`() async throws {
        let gone = ScriptedWeb(WebAnswer(status: 404, body: Array("gone".utf8)))
        #expect(await gone.query() == ["status": 404, "error": "HTTP 404: Not Found", "body": "gone"])
        #expect(await gone.query(["raise_error": false, "status": true]) == ["body": "gone", "status": 404])
        let away = ScriptedWeb(nil)
        #expect(await away.query(["status": true]) == ["status": 0, "error": "nobody is there"])
        #expect(await away.query(url: "ftp://a/").string?.contains("Unsupported url scheme: ftp://a/") == true)
        #expect(await away.query(["cookies": true]).string?.contains("cookies") == true)
    }

    @Test func `a request says what it was given`() async throws {
        func echo(_ keywords: ValueMap, url: String = "http://a/e") async -> String {
            await ScriptedWeb(nil, echoes: true).query(keywords, url: url)["body"]?.string ?? ""
        }
        #expect(await echo([:]) == "GET http://a/e [User-agent: Pigeon http.query()] ")
        #expect(
            await echo(["params": ["a": "b c", "d": 2]], url: "http://a/e?x=1")
                == "GET http://a/e?x=1&a=b+c&d=2 [User-agent: Pigeon http.query()] ")
        #expect(
            await echo(["method": "POST", "data": ["a": true, "é": "&"], "agent": "me"])
                == "POST http://a/e [User-agent: me, Content-Type: application/x-www-form-urlencoded] a=True&%C3%A9=%26"
        )
        #expect(
            await echo([
                "method": "PUT", "data": "{}", "agent": "me", "header_dict": ["X-A": "b"],
                "header_list": ["X-B: c", "broken"], "username": "me", "password": "pw",
            ]) == "PUT http://a/e [X-A: b, X-B: c, User-agent: me, Authorization: Basic bWU6cHc=] {}")
    }
}

/// A web server that always gives one answer, is away, or says what it was asked.
private struct ScriptedWeb: WebReading {
    let answer: WebAnswer?
    let echoes: Bool

    init(_ answer: WebAnswer?, echoes: Bool = false) {
        self.answer = answer
        self.echoes = echoes
    }

    func fetch(_ url: String) throws -> [UInt8] { throw Diagnostic("nobody is there") }
    func exists(_ url: String) -> Bool { false }

    func answer(to request: WebRequest) throws -> WebAnswer {
        if echoes {
            let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            return WebAnswer(status: 200, body: Array("\(request.method) \(request.url) [\(headers)] \(body)".utf8))
        }
        guard let answer else { throw Diagnostic("nobody is there") }
        return answer
    }

    func query(_ keywords: ValueMap = [:], url: String = "http://a/") async -> Value {
        do {
            var host = HostWriter.system()
            host.web = self
            return await (try TestMinion(host: host)).run("http.query", .string(url), keywords: keywords).value
        } catch {
            return .string("\(error)")
        }
    }
}
