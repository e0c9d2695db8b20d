import Execution
import Model
import TestSupport
import Testing
import Values

@testable import Modules

/// Random graphs of requisites, the same ones in every run.
struct RandomGraphTests {
    @Test func `nothing runs before what it requires, every state returns once, and a circle is refused`() async throws
    {
        var numbers = DamagedText.Numbers(seed: 20_261_121)
        let count = DamagedText.count(400)
        var refused = 0
        for number in 0..<count {
            let graph = RandomGraph(isOrdered: number % 3 != 0, &numbers)
            let minion = try TestMinion(states: ["main.sls": graph.sls])
            let result = await minion.run("state.apply", "main", keywords: ["test": .bool(number % 5 == 0)])
            if graph.hasCircle {
                refused += 1
                try checkCircle(result, graph)
            } else {
                try checkRun(result, graph)
            }
        }
        #expect(refused > count / 10 && refused < count / 2)
    }

    private func checkRun(_ result: FunctionResult, _ graph: RandomGraph) throws {
        let returns = try #require(result.value.map, "\(result.value)\n\(graph.sls)")
        var runNumbers: [String: Int] = [:]
        var notRun: Set<String> = []
        for (tag, state) in returns where tag.string?.hasPrefix("test_|-listener_") != true {
            let id = try #require(state["__id__"]?.string)
            #expect(runNumbers[id] == nil, "\(id) returned twice")
            runNumbers[id] = state["__run_num__"]?.int
            if state["__state_ran__"] == false { notRun.insert(id) }
        }
        #expect(Set(runNumbers.keys) == Set(graph.functionOf.indices.map(RandomGraph.name)), "\(graph.sls)")
        for (before, after, isLookAhead) in graph.precedences {
            if isLookAhead, notRun.contains(RandomGraph.name(after)) { continue }
            let first = try #require(runNumbers[RandomGraph.name(before)])
            let second = try #require(runNumbers[RandomGraph.name(after)])
            #expect(first < second, "\(RandomGraph.name(before)) before \(RandomGraph.name(after)) in\n\(graph.sls)")
        }
    }

    /// The refusal names a circle: each of its steps is a requisite of the graph, and the last leads back to the first.
    private func checkCircle(_ result: FunctionResult, _ graph: RandomGraph) throws {
        let message = try #require(result.value.list?.first?.string, "\(result.value)\n\(graph.sls)")
        let start = try #require(message.firstRange(of: "Recursive requisites were found: "), "\(message)")
        let line = message[start.upperBound...].prefix { !$0.isNewline }
        var steps: [(dependent: Int, target: Int)] = []
        for step in line.split(separator: "), (") {
            let ids = step.split(separator: "'ID': 's").dropFirst().map { $0.prefix { $0.isNumber } }
            try #require(ids.count == 2, "\(step)")
            steps.append((try #require(Int(ids[0])), try #require(Int(ids[1]))))
        }
        try #require(!steps.isEmpty, "\(message)")
        for (index, step) in steps.enumerated() {
            #expect(
                step.target == steps[(index + 1) % steps.count].dependent
                    || step.dependent == steps[(index + 1) % steps.count].target, "\(message)")
            let isWritten = graph.effective.contains { requisite in
                Set([requisite.dependent, requisite.target]) == Set([step.dependent, step.target])
            }
            #expect(isWritten, "\(step) in \(message)\n\(graph.sls)")
        }
        #expect(result.retcode == 1)
    }
}
