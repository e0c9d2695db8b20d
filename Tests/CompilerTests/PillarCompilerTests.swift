import Compiler
import Model
import TestSupport
import Testing
import Values

struct PillarCompilerTests {
    @Test(arguments: Fixtures().cases("pillar"))
    func `a pillar tree compiles to the data and the errors that Salt has`(name: String) throws {
        let test = CompilerCase(try Fixtures().text("pillar/\(name)"))
        let expectation = try #require(test.expectations.first)
        let compiled = try compiler(test.files).compile()
        let lines =
            [JSON.write(.map(compiled.pillar), style: JSON.Style())]
            + compiled.problems.map { problem in "\(problem.location.map { "\($0): " } ?? "")\(problem.message)" }
        #expect(lines == expectation.lines)
    }

    @Test func `what the command line gives wins`() throws {
        let files = ["top.sls": "base: {'*': [a]}", "a.sls": "a: {b: 1, c: 2}"]
        let compiled = try compiler(files).compile(commandLine: ["a": ["b": 5]])
        #expect(compiled.pillar == ["a": ["b": 5, "c": 2]])
    }

    @Test func `strategies merge as Salt's do`() throws {
        let files = ["top.sls": "base: {'*': [a, b]}", "a.sls": "x: {k: 1, l: [1]}", "b.sls": "x: {m: 2, l: [2]}"]
        let overwrite = PillarCompiler.Options(strategy: .overwrite)
        #expect(try compiler(files, overwrite).compile().pillar == ["x": ["m": 2, "l": [2]]])
        let list = PillarCompiler.Options(strategy: .list)
        #expect(try compiler(files, list).compile().pillar == ["x": [["k": 1, "l": [1]], ["m": 2, "l": [2]]]])
        let joined = PillarCompiler.Options(mergesLists: true)
        #expect(try compiler(files, joined).compile().pillar == ["x": ["k": 1, "l": [1, 2], "m": 2]])
    }

    @Test func `an include may bring defaults and say where its data goes`() throws {
        let files = [
            "top.sls": "base: {'*': [a]}",
            "a.sls": "include:\n  - .b:\n      key: x:y\n      defaults: {p: 5}\n  - c.d\nq: 1\n",
            "b.sls": "port: {{ p }}\n", "c/d/init.sls": "include: [.e]\nd: 1\n", "c/d/e.sls": "e: 1\n",
        ]
        let tree = MemoryTree(files)
        let scope = TemplateScope(minion: try MinionID("web1"))
        let compiled = PillarCompiler(
            tree: tree, pipe: RendererPipe(jinja: JinjaRenderer(tree: tree, scope: scope)), subject: scope.subject
        ).compile()
        #expect(compiled.problems.isEmpty)
        #expect(JSON.write(.map(compiled.pillar)) == #"{"x":{"y":{"port":5}},"e":1,"d":1,"q":1}"#)
    }

    @Test func `errors show as a list under _errors`() throws {
        let compiled = try compiler(["top.sls": "base: {'*': [a]}"]).compile()
        #expect(compiled.value["_errors"]?.list?.count == 1)
    }

    private func compiler(
        _ files: [String: String], _ options: PillarCompiler.Options = .init()
    ) throws -> PillarCompiler {
        PillarCompiler(
            tree: MemoryTree(files), pipe: RendererPipe(jinja: TextRenderer()),
            subject: TargetSubject(id: try MinionID("web1.example")), options: options)
    }
}
