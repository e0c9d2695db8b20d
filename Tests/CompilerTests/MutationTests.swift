import Compiler
import Model
import TestSupport
import Testing
import Values

/// Damaged trees: whatever a file of states or pillar holds, compiling ends with chunks or with refusals.
struct MutationTests {
    private static let pieces = [
        "include:\n", "extend:\n", "exclude:\n", "- ", "  - ", ": ", ":", "require:", "require_in:", "watch_in:",
        "prereq:",
        "prereq_in:", "use_in:", "listen:", "names:", "name:", "order: -1", "order: last", "fun: x", "state: y",
        "[", "]", "{", "}", "*", "?", "[!", "sls: ", "id: ", "test: ", ".", "..", "a.b.c", "#!yaml\n", "#!json\n",
        "#!jinja|yaml\n", "#!text\n", "#!yamlex\n", "{{", "}}", "{%", "%}", "{{ pillar }}", "null", "~", "true", "1.5",
        "&a ",
        "*a", "<<: ", "é", "\0", "\n", "\n    ", "base:", "'*':", "match: pcre", "G@", "not ", "( ",
        "ignore_missing: true",
    ]

    /// What each case's files are, and the names of its SLS files.
    private static func trees(_ topic: String) throws -> [[String: String]] {
        let fixtures = Fixtures()
        return try fixtures.cases(topic).map { CompilerCase(try fixtures.text("\(topic)/\($0)")).files }
            .filter { !$0.isEmpty && $0.values.reduce(0) { $0 + $1.utf8.count } < 20_000 }
    }

    private func check(
        _ trees: [[String: String]], seed: UInt64, _ compile: ([String: String]) throws -> [Diagnostic]
    ) throws {
        let places = trees.enumerated().flatMap { tree in tree.element.keys.sorted().map { (tree.offset, $0) } }
        var damaged = DamagedText(
            places.map { trees[$0.0][$0.1] ?? "" }, pieces: Self.pieces, seed: seed)
        let count = DamagedText.count(3000)
        var refused = 0
        for number in 0..<count {
            let (tree, path) = places[number % places.count]
            var files = trees[tree]
            let text = damaged.next(number)
            files[path] = text
            let time = try ContinuousClock().measure {
                let problems = try compile(files)
                refused += problems.isEmpty ? 0 : 1
                #expect(problems.allSatisfy { !$0.message.isEmpty })
            }
            #expect(time < .seconds(20), "\(text)")
        }
        #expect(refused > count / 20 && refused < count)
    }

    @Test func `no damaged state file crashes or hangs the compiler`() throws {
        try check(Self.trees("states") + Self.trees("formulas"), seed: 20_261_121) { files in
            let compiler = try TemplateTests.compiler(files)
            let names = files.keys.sorted().filter { $0.hasSuffix(".sls") && $0 != "top.sls" }
                .map { String($0.dropLast(4)).replacing("/", with: ".") }
            do throws(Diagnostics) {
                _ = try compiler.compile(names).lowData
                _ = try compiler.lowState(of: try compiler.highState(of: try compiler.top()))
                _ = try compiler.shown(names)
                return []
            } catch {
                return error.all
            }
        }
    }

    @Test func `no damaged pillar file crashes or hangs the compiler`() throws {
        try check(Self.trees("pillar"), seed: 20_261_122) { files in
            let tree = MemoryTree(files)
            let scope = TemplateScope(minion: try MinionID("web1.example"), grains: ["os": "Debian"])
            let pillar = PillarCompiler(
                tree: tree, pipe: RendererPipe(jinja: JinjaRenderer(tree: tree, scope: scope)), subject: scope.subject)
            return pillar.compile(commandLine: ["given": 1]).problems
        }
    }
}
