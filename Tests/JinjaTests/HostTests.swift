import Testing
import Values

@testable import Jinja

/// What hosts give to templates: values, functions, namespaces of functions.
@Suite struct HostTests {
    struct Functions: FunctionNamespace {
        let names = ["pillar.get", "grains.filter_by", "defaults.merge", "cmd.run", "test.fail"]

        func function(named name: String) -> ContextValue? {
            switch name {
            case "pillar.get":
                .function { arguments, keywords in
                    .list([arguments.first ?? .null, .map(keywords)])
                }
            case "defaults.merge":
                .native { arguments in
                    guard case .dict(let target)? = arguments.positional.first else {
                        throw Failure("a dict is needed")
                    }
                    target["merged"] = .bool(true)
                    return .dict(target)
                }
            case "cmd.run": .function { _, _ in "out" }
            case "test.fail": .function { _, _ in throw Diagnostic("the command failed") }
            default: nil
            }
        }
    }

    private func render(_ source: String, _ context: [String: ContextValue] = [:]) throws -> String {
        let environment = Environment(loader: DictionaryLoader([:]))
        var context = context
        context["salt"] = .functions(Functions())
        return try environment.template(source: source, name: "web/init.sls").render(context).text
    }

    @Test func `salt functions are found by item and by attribute`() throws {
        #expect(try render("{{ salt['pillar.get']('a', default=1) }}") == "['a', {'default': 1}]")
        #expect(try render("{{ salt.pillar.get('a') }}{{ salt.cmd.run('x') }}") == "['a', {}]out")
        #expect(
            try render("{{ salt['cmd.run'] is defined }}{{ 'cmd.run' in salt }}{{ 'no.no' in salt }}")
                == "TrueTrueFalse")
        #expect(try render("{% set get = salt['pillar.get'] %}{{ get('b')[0] }}") == "b")
    }

    @Test func `an unknown salt function is undefined and the nearest is named`() throws {
        let error = try #require(throws: Diagnostic.self) { try render("\n{{ salt['pillar.gte']('a') }}") }
        #expect(error.message == "Jinja variable 'salt' has no attribute 'pillar.gte'; line 2")
        #expect(error.hint == "did you mean 'pillar.get'?")
        #expect(error.location == SourceLocation(file: "web/init.sls", line: 2, column: 22))
        #expect(try render("{{ salt['no.such']|default('none') }}{{ salt.nope is defined }}") == "noneFalse")
    }

    @Test func `a native function may change its arguments in place`() throws {
        #expect(try render("{% set d = {} %}{% do salt['defaults.merge'](d) %}{{ d }}") == "{'merged': True}")
    }

    @Test func `an error of a host function keeps its words and gets the place`() throws {
        let error = try #require(throws: Diagnostic.self) { try render("a\n{{ salt['test.fail']() }}") }
        #expect(error.message == "Problem running salt function in Jinja template: the command failed; line 2")
        #expect(error.location?.line == 2)
    }

    @Test func `a change inside a render does not reach the value that was given`() throws {
        let pillar: Value = ["a": [1]]
        let template = try Environment(loader: DictionaryLoader([:]))
            .template(source: "{% do pillar.a.append(2) %}{{ pillar }}", name: "x")
        #expect(try template.render(["pillar": .value(pillar)]).text == "{'a': [1, 2]}")
        #expect(try template.render(["pillar": .value(pillar)]).text == "{'a': [1, 2]}")
        #expect(pillar == ["a": [1]])
    }

    @Test func `own filters, tests and globals can be registered`() throws {
        var environment = Environment(loader: DictionaryLoader([:]))
        environment.filters["twice"] = Filter { value, _ in .string(try Representation.string(value) + "!") }
        environment.filters["plain"] = Filter(values: { (value: Value, arguments: [Value], _: ValueMap) in
            .list([value] + arguments)
        })
        environment.tests["short"] = Test { value, _ in try Iteration.length(value) < 3 }
        environment.globals["answer"] = 42
        let source = "{{ 'a'|twice }}{{ 1|plain(2) }}{{ 'ab' is short }}{{ answer }}{{ ['x']|map('twice')|first }}"
        #expect(try environment.template(source: source, name: "x").render().text == "a![1, 2]True42x!")
    }

    @Test func `a registered filter counts for templates that are read afterwards`() throws {
        var environment = Environment(loader: DictionaryLoader([:]))
        #expect(throws: Diagnostic.self) { try environment.template(source: "{{ 1|later }}", name: "x") }
        environment.filters["later"] = Filter { _, _ in .string("now") }
        #expect(try environment.template(source: "{{ 1|later }}", name: "x").render().text == "now")
    }
}
