import Compiler
import Model
import TestSupport
import Testing
import Values

struct StateCompilerTests {
    @Test(arguments: Fixtures().cases("states"))
    func `a state tree compiles to the chunks, or is refused with the words, that Salt has`(name: String) throws {
        let test = CompilerCase(try Fixtures().text("states/\(name)"))
        try #require(!test.expectations.isEmpty)
        let compiler = StateCompiler(
            tree: MemoryTree(test.files), pipe: RendererPipe(jinja: TextRenderer()),
            subject: TargetSubject(id: try MinionID("web1.example"), grains: ["os": "Debian"]))
        for expectation in test.expectations {
            let lines = try outcome(of: expectation.command, compiler)
            #expect(lines == expectation.lines, "\(expectation.command):\n\(lines.joined(separator: "\n"))")
        }
    }

    @Test(arguments: Fixtures().cases("formulas"))
    func `a formula in the usual form compiles`(name: String) throws {
        let test = CompilerCase(try Fixtures().text("formulas/\(name)"))
        let compiler = try TemplateTests.compiler(test.files)
        for expectation in test.expectations {
            let lines = try outcome(of: expectation.command, compiler)
            #expect(lines == expectation.lines, "\(expectation.command):\n\(lines.joined(separator: "\n"))")
        }
    }

    @Test func `a single state needs no file`() throws {
        let compiler = try TemplateTests.compiler([:])
        let high = try compiler.highState(single: "pkg.installed", name: "vim", arguments: ["version": "9"])
        #expect(lines(try compiler.lowState(of: high)) == ["pkg.installed vim {\"version\": \"9\"}"])
    }

    @Test func `every refusal shows the lines around its place`() throws {
        let files = ["a.sls": "x:\n  test.nop:\n    - require: [{test: y}]\n"]
        let problems = try #require(throws: Diagnostics.self) { _ = try TemplateTests.compiler(files).compile(["a"]) }
        #expect(problems.all.first?.frame?.contains("> 3 |     - require: [{test: y}]") == true)
    }

    @Test func `show_sls and show_low_sls have Salt's shape`() throws {
        let compiler = try TemplateTests.compiler(["a.sls": "vim:\n  pkg.installed:\n    - version: 9\n"])
        let high = try compiler.highState(of: ["a"])
        #expect(
            JSON.write(high.value, style: JSON.Style())
                == #"{"vim": {"pkg": [{"version": 9}, "installed", {"order": 10000}], "__sls__": "a", "__env__": "base"}}"#
        )
        let low: [Value] = try compiler.lowState(of: high).lowData
        #expect(
            low == [
                [
                    "state": "pkg", "name": "vim", "__sls__": "a", "__env__": "base", "__id__": "vim", "version": 9,
                    "order": 10000, "fun": "installed",
                ]
            ])
    }

    @Test(.timeLimit(.minutes(5))) func `ten thousand states in a chain of requisites compile`() throws {
        let text =
            (0..<10_000).map { index in
                "s\(index): {test.nop: [require: [test: s\(index + 1)]]}\n"
            }.joined() + "s10000: test.nop\n"
        let compiler = StateCompiler(
            tree: MemoryTree(["big.sls": text]), pipe: RendererPipe(jinja: TextRenderer()),
            subject: TargetSubject(id: try MinionID("web1")))
        let low = try compiler.compile(["big"])
        #expect(low.chunks.first?.id == "s10000")
        #expect(low.chunks.last?.id == "s0")
    }

    private func outcome(of command: [String], _ compiler: StateCompiler) throws -> [String] {
        do throws(Diagnostics) {
            switch command.first {
            case "top": return [JSON.write(try compiler.top().value, style: JSON.Style())]
            case "order":
                return lines(try compiler.compile(Array(command.dropFirst()))).filter { !$0.hasPrefix("  ") }
            case "highstate": return lines(try compiler.lowState(of: try compiler.highState(of: try compiler.top())))
            default: return lines(try compiler.compile(Array(command.dropFirst())))
            }
        } catch {
            return error.all.flatMap { problem in
                let place = problem.location.map { "\($0): " } ?? ""
                return ["\(place)\(problem.message.replacing("\n", with: " / "))"]
                    + (problem.hint.map { ["  hint: \($0)"] } ?? [])
            }
        }
    }

    /// `state.function id name`, and below it the requisites with the IDs that they found.
    private func lines(_ low: LowState) -> [String] {
        low.chunks.flatMap { chunk in
            let name = chunk.name == chunk.id ? "" : " \(chunk.name)"
            let arguments = chunk.arguments.isEmpty ? "" : " \(JSON.write(.map(chunk.arguments), style: JSON.Style()))"
            return ["\(chunk.state).\(chunk.function) \(chunk.id)\(name)\(arguments)"]
                + chunk.requisites.map { requisite in
                    "  \(requisite.kind.rawValue): "
                        + requisite.targets.map { low.chunks[$0].id }.joined(separator: " ")
                }
        }
    }
}
