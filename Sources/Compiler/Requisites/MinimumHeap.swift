/// Nodes, the one with the smallest key first out.
struct MinimumHeap<Key: Comparable> {
    private var items: [(key: Key, node: Int)] = []

    mutating func insert(_ key: Key, _ node: Int) {
        items.append((key, node))
        var index = items.count - 1
        while index > 0, items[index].key < items[(index - 1) / 2].key {
            items.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first.node }
        items[0] = last
        var index = 0
        while let child = smallerChild(of: index), items[child].key < items[index].key {
            items.swapAt(child, index)
            index = child
        }
        return first.node
    }

    private func smallerChild(of index: Int) -> Int? {
        let left = 2 * index + 1
        guard left < items.count else { return nil }
        let right = left + 1
        return right < items.count && items[right].key < items[left].key ? right : left
    }
}
