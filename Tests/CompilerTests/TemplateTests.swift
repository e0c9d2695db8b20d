import Compiler
import Model
import TestSupport
import Testing
import Values
import YAML

/// A host with one function, `cmd.run`, which only says what it was given.
struct EchoHost: TemplateHost {
    var functionNames: Set<String> { ["cmd.run", "cmd.fail"] }

    func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
        guard function == "cmd.run" else { throw Diagnostic("no such command") }
        return .string("ran \(arguments.first?.scalarText ?? "")")
    }
}

struct TemplateTests {
    static let grains: ValueMap = [
        "id": "web1", "os": "Debian", "os_family": "Debian", "osfinger": "Debian-12", "osmajorrelease": 12,
        "ipv4": ["10.0.0.5", "127.0.0.1"],
    ]
    static let pillar: ValueMap = [
        "app": ["port": 8080, "hosts": ["a", "b"], "lookup": ["service": "httpd"]], "list": [1, 2],
    ]

    static func compiler(_ files: [String: String]) throws -> StateCompiler {
        let scope = TemplateScope(
            minion: try MinionID("web1"), grains: grains, pillar: pillar,
            options: ["test": false, "id": "web1", "app": ["from_opts": true]], host: EchoHost(),
            now: { 1_700_000_000_000_000 })
        let tree = MemoryTree(files)
        return StateCompiler(
            tree: tree, pipe: RendererPipe(jinja: JinjaRenderer(tree: tree, scope: scope)), subject: scope.subject)
    }

    @Test(arguments: Fixtures().cases("templates"))
    func `a template of the tree renders as Salt renders it`(name: String) throws {
        let test = CompilerCase(try Fixtures().text("templates/\(name)"))
        try #require(!test.expectations.isEmpty)
        let compiler = try Self.compiler(test.files)
        for expectation in test.expectations {
            let source = try #require(try compiler.locator.find(expectation.command[1], environment: "base"))
            let lines: [String]
            do throws(Diagnostic) {
                let value = try compiler.pipe.render(TemplateSource(source)).value
                if case .string(let text) = value {
                    lines = text.split(separator: "\n").map(String.init)
                } else {
                    lines = [JSON.write(value, style: JSON.Style())]
                }
            } catch {
                lines = ["\(error.location.map { "\($0): " } ?? "")\(error.message)"]
            }
            #expect(lines == expectation.lines, "\(expectation.command):\n\(lines.joined(separator: "\n"))")
        }
    }

    @Test func `an error below a loop points at the template's line, with the lines around`() throws {
        let text = "{% for i in [1, 2] %}\na{{ i }}:\n  test.nop:\n    - name: x\n      y: z\n{% endfor %}\nb: [\n"
        let problem = try #require(throws: Diagnostics.self) {
            _ = try Self.compiler(["x.sls": text]).compile(["x"])
        }.all.first
        #expect(problem?.location == Values.SourceLocation(file: "x.sls", line: 7))
        #expect(problem?.frame?.contains("> 7 | b: [") == true)
    }
}
