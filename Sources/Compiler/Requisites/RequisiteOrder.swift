import Model
import Values

/// The topological order of chunks: Kahn's algorithm with a heap.
///
/// `P prereq T` adds a node for "T in test mode", which has T's own dependencies and comes before P; P comes before T.
struct RequisiteOrder {
    private struct Edge {
        var source: Int
        var target: Int
        var reference: RequisiteReference
        /// The rank among kinds: a higher one decides alone how early its source is wanted.
        var precedence: Int
    }

    private let drafts: [DraftChunk]
    private var edges: [Edge] = []
    /// By node: its outgoing edges.
    private var outgoing: [[Int]]
    /// By node: the chunk that it stands for. Nodes past the chunks are test runs.
    private var chunkOf: [Int]

    init(_ drafts: [DraftChunk], _ requisites: [[FoundRequisite]]) {
        self.drafts = drafts
        chunkOf = Array(drafts.indices)
        outgoing = Array(repeating: [], count: drafts.count)
        var testRuns: [Int: Int] = [:]
        for (dependent, found) in requisites.enumerated() {
            for requisite in found where requisite.reference.kind != .listen {
                for target in requisite.targets {
                    guard requisite.reference.kind == .prereq else {
                        connect(target, dependent, requisite.reference)
                        continue
                    }
                    let test = testRuns[target] ?? addNode(for: target)
                    testRuns[target] = test
                    connect(test, dependent, requisite.reference)
                    connect(dependent, target, requisite.reference, as: .require)
                }
            }
        }
        for (target, test) in testRuns {
            for requisite in requisites[target] where requisite.reference.kind != .listen {
                for source in requisite.targets where !isPrerequiring(source, target, requisites) {
                    connect(source, test, requisite.reference)
                }
            }
        }
    }

    private mutating func addNode(for chunk: Int) -> Int {
        chunkOf.append(chunk)
        outgoing.append([])
        return chunkOf.count - 1
    }

    /// Whether `source` runs because `target` would change: it can't also have to precede target's test.
    private func isPrerequiring(_ source: Int, _ target: Int, _ requisites: [[FoundRequisite]]) -> Bool {
        requisites[source].contains { $0.reference.kind == .prereq && $0.targets.contains(target) }
    }

    private mutating func connect(
        _ source: Int, _ target: Int, _ reference: RequisiteReference, as kind: RequisiteKind? = nil
    ) {
        outgoing[source].append(edges.count)
        edges.append(
            Edge(
                source: source, target: target, reference: reference,
                precedence: Self.precedence(kind ?? reference.kind)))
    }

    private static func precedence(_ kind: RequisiteKind) -> Int {
        switch kind {
        case .listen: -1
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
        }
    }

    /// The chunks' positions in the order of execution.
    func order() throws(Diagnostics) -> [Int] {
        let ranks = ranks()
        var waiting = [Int](repeating: 0, count: chunkOf.count)
        for edge in edges { waiting[edge.target] += 1 }
        var ready = MinimumHeap()
        for node in chunkOf.indices where waiting[node] == 0 { ready.insert(rank: ranks[node], node) }
        var order: [Int] = []
        var done = 0
        while let node = ready.removeFirst() {
            done += 1
            if node < drafts.count { order.append(node) }
            for index in outgoing[node] {
                let target = edges[index].target
                waiting[target] -= 1
                if waiting[target] == 0 { ready.insert(rank: ranks[target], target) }
            }
        }
        guard done < chunkOf.count else { return order }
        throw Diagnostics([circle(among: Set(chunkOf.indices.filter { waiting[$0] > 0 }))])
    }

    /// By node: its place in the order that would hold without dependencies.
    private func ranks() -> [Int] {
        struct Key {
            var effective: Double
            var own: Double
            var text: String
            var tag: String
        }
        let keys = chunkOf.indices.map { node in
            let chunk = drafts[chunkOf[node]].chunk
            return Key(
                effective: effectiveOrder(of: node), own: ownOrder(of: node),
                text: chunk.state + chunk.name + chunk.function, tag: chunk.tag)
        }
        let sorted = keys.indices.sorted {
            (keys[$0].effective, keys[$0].own, keys[$0].text, keys[$0].tag)
                < (keys[$1].effective, keys[$1].own, keys[$1].text, keys[$1].tag)
        }
        var ranks = [Int](repeating: 0, count: keys.count)
        for (rank, node) in sorted.enumerated() { ranks[node] = rank }
        return ranks
    }

    private func ownOrder(of node: Int) -> Double {
        let chunk = drafts[chunkOf[node]].chunk
        return Double(chunk.order) + Double(chunk.nameOrder ?? 0) / 10_000
    }

    private func effectiveOrder(of node: Int) -> Double {
        let highest = outgoing[node].map { edges[$0].precedence }.max()
        let wanted = outgoing[node].filter { edges[$0].precedence == highest }
            .map { ownOrder(of: edges[$0].target) }
        return min(ownOrder(of: node), wanted.min() ?? .infinity)
    }

    /// Every left node depends on another left one, so walking back must come around. The circle is told from its first
    /// chunk on, each state after the one that it depends on.
    private func circle(among left: Set<Int>) -> Diagnostic {
        var incoming: [Int: Edge] = [:]
        for edge in edges where left.contains(edge.source) && left.contains(edge.target) {
            incoming[edge.target] = incoming[edge.target] ?? edge
        }
        var path: [Edge] = []
        var seen: [Int: Int] = [:]
        var node = left.min() ?? 0
        while let edge = incoming[node], seen[node] == nil {
            seen[node] = path.count
            path.append(edge)
            node = edge.source
        }
        let circle = Array(path[(seen[node] ?? 0)...].reversed())
        let start = circle.indices.min { circle[$0].source < circle[$1].source } ?? 0
        let told = circle[start...] + circle[..<start]
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
        let chunk = drafts[chunkOf[node]].chunk
        let name = chunk.name == chunk.id ? "" : ", 'NAME': '\(chunk.name)'"
        return "{'SLS': '\(chunk.sls)', 'ID': '\(chunk.id)'\(name)}"
    }
}
