import Testing
import Values

@testable import Jinja

/// A template can hang or exhaust nothing.
@Suite struct LimitTests {
    private func message(_ source: String, _ change: (inout Limits) -> Void = { _ in }) throws -> String {
        var options = Environment.Options.salt
        change(&options.limits)
        let environment = Environment(loader: DictionaryLoader(["self": "{% include 'self' %}"]), options: options)
        let error = try #require(throws: Diagnostic.self) {
            try environment.template(source: source, name: "x").render()
        }
        return error.message
    }

    @Test(arguments: [("(", ")"), ("[", "]"), ("{1:", "}"), ("-", ""), ("not ", ""), ("a(", ")")])
    func `deep nesting in the source is an error`(open: String, close: String) throws {
        let source = "{{ \(String(repeating: open, count: 10_000))1\(String(repeating: close, count: 10_000)) }}"
        #expect(try message(source).hasPrefix("Jinja syntax error: the template is nested too deeply"))
    }

    @Test(arguments: [" + 1", "|abs", ".a", "[0]", "()", " ** 1", " and 1", " if 1"])
    func `an endless expression is an error`(part: String) throws {
        let text = try message("{{ 1\(String(repeating: part, count: 10_000)) }}")
        #expect(text.hasPrefix("Jinja syntax error: the expression is too long"))
    }

    @Test func `deeply nested tags are an error`() throws {
        let source = String(repeating: "{% if true %}", count: 10_000) + String(repeating: "{% endif %}", count: 10_000)
        #expect(try message(source).hasPrefix("Jinja syntax error: the template is nested too deeply"))
    }

    @Test func `endless recursion is stopped`() throws {
        #expect(try message("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").contains("maximum recursion depth"))
        #expect(try message("{% include 'self' %}").contains("maximum recursion depth"))
        #expect(
            try message("{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}").contains(
                "maximum recursion depth"))
    }

    @Test func `loops have a limit`() throws {
        let source = "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}"
        #expect(try message(source) { $0.loopIterations = 5000 }.contains("loops ran more than 5000 times"))
    }

    @Test func `output has a limit`() throws {
        #expect(
            try message("{% for a in range(100) %}0123456789{% endfor %}") { $0.outputSize = 500 }
                .contains("the output is larger than 500 bytes"))
        #expect(try message("{{ 'x' * 1000000000000 }}").contains("a repetition would be larger"))
        #expect(try message("{{ [1] * 9223372036854775807 }}").contains("a repetition would be larger"))
        #expect(try message("{{ '%1000000000d' % 1 }}").contains("width of a format is too large"))
        #expect(try message("{{ '{:1000000000}'.format(1) }}").contains("width of a format is too large"))
        #expect(try message("{{ 'a'.ljust(1000000000) }}").contains("is too large"))
        #expect(try message("{{ range(1000000000) }}").contains("Range too big"))
        #expect(try message("{{ 9 ** 9 ** 9 }}").contains("too large"))
        #expect(try message("{{ 9223372036854775807 + 1 }}").contains("too large"))
    }

    @Test func `deep data is refused and data that contains itself prints as Python prints it`() throws {
        let nest = "{% set ns = namespace(x=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% endfor %}"
        #expect(try message(nest + "{{ ns.x }}").contains("nested too deeply"))
        let twice =
            "{% set ns = namespace(x=[], y=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}"
            + "{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}"
        #expect(try message(twice).contains("nested too deeply"))
        let environment = Environment(loader: DictionaryLoader([:]))
        let source = "{% set l = [1] %}{% do l.append(l) %}{% set d = {} %}{% do d.update(d=d) %}{{ l }}{{ d }}"
        #expect(try environment.template(source: source, name: "x").render().text == "[1, [...]]{'d': {...}}")
        let holders =
            "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}{% set d = {} %}{% set v = d.values() %}"
            + "{% do d.update(v=v) %}{{ v }}"
        #expect(
            try environment.template(source: holders, name: "x").render().text
                == "<Namespace {'x': <Namespace {...}>}>dict_values([...])")
    }

    @Test func `attributes of the inside are out of reach`() throws {
        for source in ["{{ ''.__class__ }}", "{{ [].__class__.__base__ }}", "{{ ''|attr('__class__') }}"] {
            #expect(try message(source).hasPrefix("Jinja syntax error: access to attribute '__class__'"))
        }
    }
}
