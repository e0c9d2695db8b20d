import Compiler
import Model
import TestSupport
import Testing
import Values

/// Expressions over Salt's filters with what a real Salt made of them; `scripts/oracle/salt_filters.py` wrote both.
struct SaltFilterTests {
    private static func render(_ text: String, _ context: ValueMap) throws -> String {
        let tree = MemoryTree([:])
        let scope = TemplateScope(minion: try MinionID("web1"), host: EchoHost())
        let pipe = RendererPipe(jinja: JinjaRenderer(tree: tree, scope: scope))
        return try pipe.renderText(TemplateSource(text: text, path: "x.sls", sls: "x", context: context))
    }

    @Test func `Salt's filters give what they give in Salt`() throws {
        let lines = try Fixtures().text("salt_filters.jsonl").split(separator: "\n").map(String.init)
        let context = try JSON.read(try #require(lines.first))["context"]?.map ?? [:]
        for line in lines.dropFirst() {
            let expected = try JSON.read(line)
            let template = expected["template"]?.string ?? ""
            let actual: String?
            do { actual = try Self.render(template, context) } catch { actual = nil }
            #expect(actual == expected["ok"]?.string, "\(template)")
        }
        #expect(lines.count > 200)
    }

    /// As Salt's own filters do; 65534 is Debian's `nobody`.
    @Test func `filters that look at the host ask its functions`() throws {
        let scope = TemplateScope(minion: try MinionID("web1"), host: SmallHost())
        let pipe = RendererPipe(jinja: JinjaRenderer(tree: MemoryTree([:]), scope: scope))
        let text =
            "{{ ['/a/e', '/a/f', '/a']|map('is_empty')|list }} {{ 'nobody'|get_uid }} {{ 'x'|get_uid }} {{ '/a'|list_files }}"
        #expect(
            try pipe.renderText(TemplateSource(text: text, path: "x.sls", sls: "x"))
                == "[True, False, False] 65534 None ['/a', '/a/e', '/a/f']")
    }

    @Test func `filters hand their arguments to the host's functions by name`() throws {
        struct NamingHost: TemplateHost {
            let functionNames: Set<String> = ["file.is_text", "file.is_binary", "http.query", "network.dns_check"]

            func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
                .string("\(function) \(JSON.write(.list(arguments))) \(JSON.write(.map(keywords)))")
            }
        }
        let scope = TemplateScope(minion: try MinionID("web1"), host: NamingHost())
        let pipe = RendererPipe(jinja: JinjaRenderer(tree: MemoryTree([:]), scope: scope))
        func render(_ text: String) throws -> String {
            try pipe.renderText(TemplateSource(text: text, path: "x.sls", sls: "x"))
        }
        #expect(
            try render("{{ '/a'|is_text_file }} {{ '/a'|is_bin_file }}")
                == #"file.is_text ["/a"] {} file.is_binary ["/a"] {}"#)
        #expect(
            try render("{{ 'http://a/'|http_query('POST', data='x', status=true) }}")
                == #"http.query ["http://a/"] {"data":"x","status":true,"method":"POST"}"#)
        #expect(
            try render("{{ 'a'|dns_check(80, ipv6=false) }}") == #"network.dns_check ["a"] {"ipv6":false,"port":80}"#)
        let problem = try #require(throws: Diagnostic.self) { try render("{{ none|is_bin_file }}") }
        #expect(problem.message == "Jinja error: expected a path, not NoneType; line 1")
    }

    /// A directory `/a` with an empty file `e` and a file `f`, and one user.
    private struct SmallHost: TemplateHost {
        let functionNames: Set<String> = [
            "file.stats", "file.file_exists", "file.directory_exists", "file.is_link", "file.readdir", "user.info",
        ]

        func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
            let name = arguments.first?.string ?? ""
            switch function {
            case "file.stats": return ["size": .int(name == "/a/e" ? 0 : 10)]
            case "file.file_exists": return .bool(["/a/e", "/a/f"].contains(name))
            case "file.directory_exists": return .bool(name == "/a")
            case "file.is_link": return false
            case "file.readdir": return [".", "..", "f", "e"]
            default: return name == "nobody" ? ["uid": 65534] : [:]
            }
        }
    }

    @Test func `a header gives one file its own options`() throws {
        let text = "{% if true %}\nx\n{% endif %}\n"
        #expect(try Self.render(text, [:]) == "\nx\n\n")
        #expect(try Self.render("#jinja2: {\"trim_blocks\": true}\n" + text, [:]) == "x\n\n")
        #expect(
            try Self.render("#!jinja|text\n#jinja2: {\"trim_blocks\": true}\n" + text, [:]) == "#!jinja|text\nx\n\n")
    }

    @Test func `a header keeps the lines of errors`() throws {
        let problem = try #require(throws: Diagnostic.self) {
            try Self.render("#jinja2: {\"lstrip_blocks\": true}\na\n{{ nope }}", [:])
        }
        #expect(problem.location?.line == 3)
        #expect(problem.frame?.contains("\n{{ nope }}    <======================\n   ^\n---") == true)
    }

    @Test func `a header that is no JSON is refused`() throws {
        let problem = try #require(throws: Diagnostic.self) { try Self.render("#jinja2: trim\n", [:]) }
        #expect(problem.message.hasPrefix("the header '#jinja2:' can't be read"))
    }
}
