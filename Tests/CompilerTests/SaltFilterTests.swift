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
        #expect(problem.frame?.contains("> 3 | {{ nope }}") == true)
    }

    @Test func `a header that is no JSON is refused`() throws {
        let problem = try #require(throws: Diagnostic.self) { try Self.render("#jinja2: trim\n", [:]) }
        #expect(problem.message.hasPrefix("the header '#jinja2:' can't be read"))
    }
}
