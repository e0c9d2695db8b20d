import Testing
import Values

@testable import Jinja

@Suite struct LineMapTests {
    private func lines(_ source: String, _ files: [String: String] = [:]) throws -> [String] {
        let environment = Environment(loader: DictionaryLoader(files))
        let rendered = try environment.template(source: source, name: "a.sls").render(["l": .value([1, 2])])
        #expect(rendered.lines.count == rendered.text.split(separator: "\n", omittingEmptySubsequences: false).count)
        return rendered.lines.map { $0.map { "\($0.file):\($0.line)" } ?? "-" }
    }

    @Test func `template text maps to its own line`() throws {
        #expect(try lines("a\nb\nc") == ["a.sls:1", "a.sls:2", "a.sls:3"])
    }

    @Test func `a loop's lines map to the loop's body`() throws {
        #expect(
            try lines("x:\n{%- for i in l %}\n  - {{ i }}\n{%- endfor %}\ny: 1")
                == ["a.sls:1", "a.sls:3", "a.sls:3", "a.sls:5"])
    }

    @Test func `all lines of a printed value map to the print`() throws {
        #expect(try lines("a\n{{ 'x\\ny' }}\nb") == ["a.sls:1", "a.sls:2", "a.sls:2", "a.sls:3"])
    }

    @Test func `an included file's lines map to that file`() throws {
        #expect(
            try lines("a\n{% include 'b.sls' %}\nc", ["b.sls": "p\nq"])
                == ["a.sls:1", "b.sls:1", "b.sls:2", "a.sls:3"])
    }

    @Test func `the first visible text on a line decides`() throws {
        #expect(try lines("{% if true %}\n  \n  {%- endif %}\n{# c #}{{ 1 }}").last == "a.sls:4")
    }
}
