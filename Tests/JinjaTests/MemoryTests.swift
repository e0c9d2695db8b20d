import Synchronization
import Testing
import Values

@testable import Jinja

@Suite struct MemoryTests {
    /// Holds the render that called it, weakly.
    private final class Witness: @unchecked Sendable {
        // Safety: used by the one thread of the test.
        weak var render: Render?
    }

    @Test(arguments: [
        "{{ see() }}",
        "{% macro m(x) %}{{ see() }}{{ x }}{% endmacro %}{{ m(1) }}{% set f = m %}",
        "{% for a in [1] recursive %}{{ see() }}{{ loop.index }}{% endfor %}",
        "{% include 'part' %}{% import 'part' as p %}{% from 'lib' import n with context %}{{ n() }}{{ p }}",
        "{% extends 'base' %}{% block b %}{{ see() }}{{ super() }}{{ self.c() }}{% endblock %}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ see() }}{% call(x) see() %}{% endcall %}",
        "{{ see() }}{% if missing %}{% endif %}",
    ])
    func `a render leaves nothing behind`(_ source: String) throws {
        let files = [
            "part": "{% set a = see() %}{{ a }}", "lib": "{% macro n() %}{{ see() }}{% endmacro %}",
            "base": "{% block b %}B{% endblock %}{% block c %}C{% endblock %}",
        ]
        let witness = Witness()
        let environment = Environment(loader: DictionaryLoader(files))
        let template = try environment.template(source: source, name: "main")
        _ = try? template.render([
            "see": .native { arguments in
                witness.render = arguments.render
                return .string("seen")
            }
        ])
        #expect(witness.render == nil)
    }
}
