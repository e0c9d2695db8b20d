import Jinja
import Testing
import Values

/// For Jinja2 these are mistakes in the Python that it made: its messages end with a line of that.
struct LoopControlTests {
    @Test(arguments: [
        ("{% break %}", "'break' outside loop", 1), ("a\n{% continue %}", "'continue' not properly in loop", 2),
        ("{% if false %}{% break %}{% endif %}", "'break' outside loop", 1),
        ("{% for i in [1] %}\n{% macro m() %}{% break %}{% endmacro %}{% endfor %}", "'break' outside loop", 2),
        ("{% for i in [1] %}{% block b %}{% break %}{% endblock %}{% endfor %}", "'break' outside loop", 1),
        ("{% for i in [1] %}{% call n() %}{% break %}{% endcall %}{% endfor %}", "'break' outside loop", 1),
        ("{% for i in [1] %}{% load_json as x %}{% break %}{% endload %}{% endfor %}", "'break' outside loop", 1),
        ("{% for i in [] %}{% else %}{% break %}{% endfor %}", "'break' outside loop", 1),
        (
            "{% for i in [1] %}{% for j in [] recursive %}{% else %}{% break %}{% endfor %}{% endfor %}",
            "'break' outside loop", 1
        ),
        ("{% macro m(a, b, a) %}{% endmacro %}", "duplicate argument 'a' in function definition", 1),
    ])
    func `what leaves a loop stands in one`(_ source: String, _ message: String, _ line: Int) throws {
        let environment = Environment(loader: DictionaryLoader([:]), options: .jinja)
        let problem = try #require(throws: Diagnostic.self) { try environment.template(source: source, name: "main") }
        #expect(problem.message == "Jinja error: \(message)")
        #expect(problem.location?.line == line)
    }

    @Test func `an else belongs to the loop around it`() throws {
        let environment = Environment(loader: DictionaryLoader([:]), options: .jinja)
        let source = "{% for i in [1, 2] %}{{ i }}{% for j in [] %}{% else %}{% break %}{% endfor %}{% endfor %}"
        #expect(try environment.template(source: source, name: "main").render().text == "1")
    }
}
