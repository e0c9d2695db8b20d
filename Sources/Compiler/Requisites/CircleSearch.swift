/// Finds a circle in a graph that has one: the first that a search in depth meets, which starts at each node in turn.
struct CircleSearch {
    private enum Mark { case new, open, done }

    private let nodes: Int
    private let edges: (Int) -> [DependencyGraph.Edge]

    init(nodes: Int, edges: @escaping (Int) -> [DependencyGraph.Edge]) {
        self.nodes = nodes
        self.edges = edges
    }

    /// The edges around the circle, each from the state that the one before leads to; empty where there is none.
    func circle() -> [DependencyGraph.Edge] {
        var marks = Array(repeating: Mark.new, count: nodes)
        for start in 0..<nodes where marks[start] == .new {
            // The way from `start` to where the search is, and what is still to be tried at each step.
            var way: [DependencyGraph.Edge] = []
            var untried = [edges(start)[...]]
            marks[start] = .open
            while let next = untried.last {
                guard let edge = next.first else {
                    untried.removeLast()
                    marks[way.popLast()?.target ?? start] = .done
                    continue
                }
                untried[untried.count - 1] = next.dropFirst()
                switch marks[edge.target] {
                case .done: continue
                case .open: return Array((way + [edge]).drop { $0.source != edge.target })
                case .new:
                    marks[edge.target] = .open
                    way.append(edge)
                    untried.append(edges(edge.target)[...])
                }
            }
        }
        return []
    }
}
