import Model
import Values

/// Which chunk waits for which. Nodes are chunks, and after them the test runs that `prereq` needs.
///
/// `P prereq T` adds a node for "T in test mode", which has T's own dependencies and comes before P; P comes before T.
/// Edges are in the order in which Salt makes them, since the order of execution depends on it.
struct DependencyGraph {
    struct Edge {
        var source: Int
        var target: Int
        /// The kind that decides how early the source is wanted; for a `prereq` the way back is a `require`.
        var kind: RequisiteKind
        var reference: RequisiteReference
    }

    private struct EdgeKey: Hashable {
        var source: Int
        var target: Int
        var kind: RequisiteKind
    }

    private static let kinds: [RequisiteKind] = [
        .require, .requireAny, .watch, .watchAny, .prereq, .onfail, .onfailAny, .onfailAll, .onchanges, .onchangesAny,
    ]

    private(set) var edges: [Edge] = []
    /// What Salt leaves out of a chain of prereqs, depending on where its states stand. It has no part in the order, but a
    /// circle through it can't be run.
    private(set) var unorderedEdges: [Edge] = []
    /// By node: the chunk that it stands for.
    private(set) var chunkOf: [Int]
    private var outgoing: [[Int]]
    private var incoming: [[Int]]
    private var known: Set<EdgeKey> = []
    private var testRuns: [Int: Int] = [:]

    init(_ requisites: [[FoundRequisite]]) {
        chunkOf = Array(requisites.indices)
        outgoing = Array(repeating: [], count: requisites.count)
        incoming = outgoing
        for chunk in requisites.indices {
            for kind in Self.kinds {
                for requisite in requisites[chunk] where requisite.reference.kind == kind { add(requisite, to: chunk) }
            }
        }
    }

    private mutating func add(_ requisite: FoundRequisite, to chunk: Int) {
        let reference = requisite.reference
        let test = testRuns[chunk]
        for target in requisite.targets {
            if reference.kind == .prereq {
                addTestRun(of: target, before: chunk, reference)
                continue
            }
            if let test { connect(target, test, reference.kind, reference) }
            connect(target, chunk, reference.kind, reference)
        }
    }

    private mutating func addTestRun(of target: Int, before chunk: Int, _ reference: RequisiteReference) {
        let test: Int
        if let known = testRuns[target] {
            test = known
        } else {
            test = chunkOf.count
            testRuns[target] = test
            chunkOf.append(target)
            outgoing.append([])
            incoming.append([])
            for edge in incoming[target].map({ edges[$0] }) where edge.kind != .prereq {
                connect(edge.source, test, edge.kind, edge.reference)
            }
            for edge in incoming[target].map({ edges[$0] }) where edge.kind == .prereq {
                unorderedEdges.append(
                    Edge(source: edge.source, target: test, kind: .prereq, reference: edge.reference))
            }
        }
        connect(test, chunk, .prereq, reference)
        connect(chunk, target, .require, reference)
        // A chain of prereqs is evaluated in its own order.
        if let own = testRuns[chunk] { connect(test, own, .prereq, reference) }
    }

    private mutating func connect(
        _ source: Int, _ target: Int, _ kind: RequisiteKind, _ reference: RequisiteReference
    ) {
        guard known.insert(EdgeKey(source: source, target: target, kind: kind)).inserted else { return }
        outgoing[source].append(edges.count)
        incoming[target].append(edges.count)
        edges.append(Edge(source: source, target: target, kind: kind, reference: reference))
    }

    func edges(from node: Int) -> [Edge] { outgoing[node].map { edges[$0] } }

    func edgeCount(into node: Int) -> Int { incoming[node].count }
}
