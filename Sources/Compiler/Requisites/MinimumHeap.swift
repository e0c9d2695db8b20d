/// Nodes, the one with the smallest rank first out.
struct MinimumHeap {
    private var items: [(rank: Int, node: Int)] = []

    mutating func insert(rank: Int, _ node: Int) {
        items.append((rank, node))
        var index = items.count - 1
        while index > 0, items[index].rank < items[(index - 1) / 2].rank {
            items.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first.node }
        items[0] = last
        var index = 0
        while let child = [2 * index + 1, 2 * index + 2].filter(items.indices.contains)
            .min(by: { items[$0].rank < items[$1].rank }), items[child].rank < items[index].rank
        {
            items.swapAt(child, index)
            index = child
        }
        return first.node
    }
}
