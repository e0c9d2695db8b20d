import Testing
import Values

@testable import Jinja

/// Salt's ways with paths, variables of imported files and the last newline. Expectations are those of the specification,
/// which were observed on Salt.
@Suite struct SaltEnvironmentTests {
    private let files = [
        "lib/map.jinja": "{% set where = tpldir ~ '|' ~ tplfile ~ '|' ~ tpldot %}",
        "web/rel.jinja": "{% set where = tpldir ~ '|' ~ tplfile ~ '|' ~ tpldot %}",
        "web/up.jinja": "{% from '../lib/map.jinja' import where %}",
        "root.jinja": "{% set where = tpldir ~ '|' ~ tpldot %}",
    ]

    private let context: [String: ContextValue] = ["tpldir": "web", "tplfile": "web/init.sls", "tpldot": "web"]

    private func render(_ source: String) throws -> String {
        let environment = Environment(loader: DictionaryLoader(files))
        return try environment.template(source: source, name: "web/init.sls").render(context).text
    }

    @Test func `an import without context has its own tpldir`() throws {
        #expect(
            try render("{% from 'lib/map.jinja' import where %}{{ where }} {{ tpldir }}") == "lib|lib/map.jinja|lib web"
        )
        #expect(try render("{% from 'root.jinja' import where %}{{ where }}") == ".|")
    }

    @Test func `an import with context has the caller's tpldir`() throws {
        #expect(try render("{% from 'lib/map.jinja' import where with context %}{{ where }}") == "web|web/init.sls|web")
    }

    @Test func `a relative import is named as written and has the importer's directory`() throws {
        #expect(try render("{% from './rel.jinja' import where %}{{ where }}") == "web|./rel.jinja|web")
        #expect(try render("{% from '../lib/map.jinja' import where %}{{ where }}") == "web|../lib/map.jinja|web")
    }

    @Test func `a relative path above the root is not found`() throws {
        let error = try #require(throws: Diagnostic.self) { try render("{% include '../../etc/passwd' %}") }
        #expect(error.message == "Jinja error: template not found: ../../etc/passwd; line 1")
    }

    @Test func `the last newline is kept and only the outermost template's`() throws {
        #expect(try render("a\n") == "a\n")
        #expect(try render("a") == "a")
        #expect(try render("{% if true %}a{% endif -%}\n") == "a\n")
        #expect(try render("a\n\n") == "a\n\n")
    }

    @Test func `the importing file and line are in the trace`() throws {
        let environment = Environment(
            loader: DictionaryLoader([
                "lib.jinja": "{% macro m(a) %}\n{{ a.b.c }}\n{% endmacro %}",
                "page.jinja": "\n\n{% include 'lib.jinja' %}{{ x }}",
            ]))
        let source = "{% from 'lib.jinja' import m %}\n\nx: {{ m({}) }}"
        let error = try #require(throws: Diagnostic.self) {
            try environment.template(source: source, name: "main.sls").render()
        }
        #expect(error.message == "Jinja variable 'dict object' has no attribute 'b'\nlib.jinja(2):")
        #expect(error.location == SourceLocation(file: "lib.jinja", line: 2, column: 8))
        #expect(error.trace == [SourceLocation(file: "main.sls", line: 3, column: 8)])
        let lines = [
            "---", "{% macro m(a) %}", "{{ a.b.c }}    <======================", "       ^", "{% endmacro %}", "---",
        ]
        #expect(error.frame == lines.joined(separator: "\n"))
    }

    /// The message and the block are those of Salt 3008.3, which has no caret.
    @Test func `an error shows the lines around as Salt does, and the column`() throws {
        let error = try #require(throws: Diagnostic.self) { try render("a\nb\nc\nd\ne\nf\ng\n{{ nope }}\nh\n") }
        let lines = [
            "", "---", "[...]", "c", "d", "e", "f", "g", "{{ nope }}    <======================", "   ^", "h", "---",
        ]
        #expect(error.message == "Jinja variable 'nope' is undefined; line 8")
        #expect(error.frame == lines.joined(separator: "\n"))
    }
}
