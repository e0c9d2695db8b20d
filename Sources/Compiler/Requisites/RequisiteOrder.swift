import Model
import Values

/// The topological order of chunks: Kahn's algorithm with a heap, which gives the ready node with the smallest key.
struct RequisiteOrder {
    private struct Key: Comparable {
        var effective: Double
        var own: Double
        var text: String
        var tag: String

        static func < (a: Key, b: Key) -> Bool {
            (a.effective, a.own, a.text, a.tag) < (b.effective, b.own, b.text, b.tag)
        }
    }

    private let drafts: [DraftChunk]
    private let graph: DependencyGraph

    init(_ drafts: [DraftChunk], _ requisites: [[FoundRequisite]]) {
        self.drafts = drafts
        graph = DependencyGraph(requisites)
    }

    /// What happens one after the other: each chunk once, by its position, and the test runs that `prereq` needs.
    enum Step {
        case run(Int)
        case lookAhead(Int)
    }

    /// The order of execution.
    func steps() throws(Diagnostics) -> [Step] {
        var waiting = graph.chunkOf.indices.map(graph.edgeCount(into:))
        var ready = MinimumHeap<Key>()
        // Salt works out a chunk's order when it is first ready, and until then others see it as written.
        var settled: Set<Int> = []
        for node in graph.chunkOf.indices where waiting[node] == 0 { ready.insert(key(of: node, &settled), node) }
        var steps: [Step] = []
        var done = 0
        while let node = ready.removeFirst() {
            done += 1
            steps.append(node < drafts.count ? .run(node) : .lookAhead(graph.chunkOf[node]))
            for edge in graph.edges(from: node) {
                waiting[edge.target] -= 1
                if waiting[edge.target] == 0 { ready.insert(key(of: edge.target, &settled), edge.target) }
            }
        }
        guard done < graph.chunkOf.count else {
            try refuseCircleOfTestRuns()
            return steps
        }
        throw Diagnostics([circle()])
    }

    /// Refuses a circle that shows only when the whole chain of prereqs is looked at.
    private func refuseCircleOfTestRuns() throws(Diagnostics) {
        guard !graph.unorderedEdges.isEmpty else { return }
        let more = Dictionary(grouping: graph.unorderedEdges, by: \.source)
        var waiting = graph.chunkOf.indices.map(graph.edgeCount(into:))
        for edge in graph.unorderedEdges { waiting[edge.target] += 1 }
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let node = ready.popLast() {
            for edge in graph.edges(from: node) + (more[node] ?? []) {
                waiting[edge.target] -= 1
                if waiting[edge.target] == 0 { ready.append(edge.target) }
            }
        }
        guard waiting.allSatisfy({ $0 == 0 }) else { throw Diagnostics([circle(more)]) }
    }

    private func key(of node: Int, _ settled: inout Set<Int>) -> Key {
        settled.insert(graph.chunkOf[node])
        let chunk = drafts[graph.chunkOf[node]].chunk
        let own = settledOrder(of: graph.chunkOf[node])
        let wanted = earliestDependent(of: node, settled)
        return Key(
            effective: min(own, wanted), own: own, text: chunk.state + chunk.name + chunk.function, tag: chunk.tag)
    }

    /// The smallest order among direct dependents: of the strongest kind of requisite, and of weaker ones that come before
    /// it.
    private func earliestDependent(of node: Int, _ settled: Set<Int>) -> Double {
        var strongest = -1
        var earliest = Double.infinity
        for edge in graph.edges(from: node) {
            let strength = Self.strength(edge.kind)
            guard strength >= strongest else { continue }
            strongest = strength
            let dependent = graph.chunkOf[edge.target]
            let order = settled.contains(dependent) ? settledOrder(of: dependent) : writtenOrder(of: dependent)
            earliest = min(earliest, order)
        }
        return earliest
    }

    private func settledOrder(of chunk: Int) -> Double {
        Double(drafts[chunk].chunk.order) + Double(drafts[chunk].chunk.nameOrder ?? 0) / 10_000
    }

    private func writtenOrder(of chunk: Int) -> Double { Double(drafts[chunk].writtenOrder) }

    private static func strength(_ kind: RequisiteKind) -> Int {
        switch kind {
        case .onfail: 0
        case .onfailAny: 1
        case .onfailAll: 2
        case .require: 3
        case .requireAny: 4
        case .onchanges: 5
        case .onchangesAny: 6
        case .watch: 7
        case .watchAny: 8
        case .prereq: 9
        case .listen: 10
        }
    }

    /// The circle that Salt tells of: the first that a search in depth comes upon, each state after the one that it
    /// depends on.
    private func circle(_ more: [Int: [DependencyGraph.Edge]] = [:]) -> Diagnostic {
        let told = CircleSearch(nodes: graph.chunkOf.count) { graph.edges(from: $0) + (more[$0] ?? []) }.circle()
        let texts = told.map { edge in
            "(\(name(edge.target)), '\(edge.reference.kind.rawValue)', \(name(edge.source)))"
        }
        let places = told.compactMap(\.reference.location)
        return Diagnostic(
            "Recursive requisites were found: \(texts.joined(separator: ", "))", at: places.first,
            hint: told.count == 1 ? "the state requires itself" : "remove one of these requisites",
            trace: Array(places.dropFirst()))
    }

    private func name(_ node: Int) -> String {
        let chunk = drafts[graph.chunkOf[node]].chunk
        let name = chunk.name == chunk.id ? "" : ", 'NAME': '\(chunk.name)'"
        return "{'SLS': '\(chunk.sls)', 'ID': '\(chunk.id)'\(name)}"
    }
}
