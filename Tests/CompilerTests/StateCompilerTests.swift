import Compiler
import Model
import Testing
import Values

struct StateCompilerTests {
    @Test(arguments: Fixtures.cases("states"))
    func `a state tree compiles to the chunks, or is refused with the words, that Salt has`(name: String) throws {
        let test = CompilerCase(try Fixtures.text("states/\(name)"))
        try #require(!test.expectations.isEmpty)
        let compiler = StateCompiler(
            tree: MemoryTree(test.files), pipe: RendererPipe(jinja: TextRenderer()),
            subject: TargetSubject(id: try MinionID("web1.example"), grains: ["os": "Debian"]))
        for expectation in test.expectations {
            let lines = try outcome(of: expectation.command, compiler)
            #expect(lines == expectation.lines, "\(expectation.command):\n\(lines.joined(separator: "\n"))")
        }
    }

    private func outcome(of command: [String], _ compiler: StateCompiler) throws -> [String] {
        do throws(Diagnostics) {
            switch command.first {
            case "top": return [JSON.write(try compiler.top().value, style: JSON.Style())]
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
