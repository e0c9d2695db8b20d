/// Finds what two sequences of lines have in common as Python's `difflib.SequenceMatcher` does, its heuristic for lines
/// that are everywhere in long texts included, so that diffs come out the same.
struct SequenceMatcher {
    enum Tag { case equal, replace, delete, insert }

    struct Operation: Equatable {
        var tag: Tag
        var a: Range<Int>
        var b: Range<Int>
    }

    private struct Block {
        var a: Int
        var b: Int
        var size: Int
    }

    private let a: [Substring]
    private let b: [Substring]
    private let positions: [Substring: [Int]]

    init(_ a: [Substring], _ b: [Substring]) {
        self.a = a
        self.b = b
        var positions: [Substring: [Int]] = [:]
        for (index, line) in b.enumerated() { positions[line, default: []].append(index) }
        if b.count >= 200 {
            let limit = b.count / 100 + 1
            positions = positions.filter { $0.value.count <= limit }
        }
        self.positions = positions
    }

    func operations() -> [Operation] {
        var operations: [Operation] = []
        var (i, j) = (0, 0)
        for block in blocks() {
            if i < block.a, j < block.b {
                operations.append(.init(tag: .replace, a: i..<block.a, b: j..<block.b))
            } else if i < block.a {
                operations.append(.init(tag: .delete, a: i..<block.a, b: j..<block.b))
            } else if j < block.b {
                operations.append(.init(tag: .insert, a: i..<block.a, b: j..<block.b))
            }
            (i, j) = (block.a + block.size, block.b + block.size)
            if block.size > 0 { operations.append(.init(tag: .equal, a: block.a..<i, b: block.b..<j)) }
        }
        return operations
    }

    /// The matching blocks in order, neighbours joined, an empty one at the end.
    private func blocks() -> [Block] {
        var queue = [(a: 0..<a.count, b: 0..<b.count)]
        var found: [Block] = []
        while let (rangeA, rangeB) = queue.popLast() {
            let match = longestMatch(rangeA, rangeB)
            guard match.size > 0 else { continue }
            found.append(match)
            if rangeA.lowerBound < match.a, rangeB.lowerBound < match.b {
                queue.append((rangeA.lowerBound..<match.a, rangeB.lowerBound..<match.b))
            }
            let (endA, endB) = (match.a + match.size, match.b + match.size)
            if endA < rangeA.upperBound, endB < rangeB.upperBound {
                queue.append((endA..<rangeA.upperBound, endB..<rangeB.upperBound))
            }
        }
        found.sort { ($0.a, $0.b) < ($1.a, $1.b) }
        var joined: [Block] = []
        for block in found {
            if let last = joined.last, last.a + last.size == block.a, last.b + last.size == block.b {
                joined[joined.count - 1].size += block.size
            } else {
                joined.append(block)
            }
        }
        return joined + [Block(a: a.count, b: b.count, size: 0)]
    }

    private func longestMatch(_ rangeA: Range<Int>, _ rangeB: Range<Int>) -> Block {
        var best = Block(a: rangeA.lowerBound, b: rangeB.lowerBound, size: 0)
        var lengths: [Int: Int] = [:]
        for i in rangeA {
            var next: [Int: Int] = [:]
            for j in positions[a[i]] ?? [] where j >= rangeB.lowerBound {
                if j >= rangeB.upperBound { break }
                let length = (lengths[j - 1] ?? 0) + 1
                next[j] = length
                if length > best.size { best = Block(a: i - length + 1, b: j - length + 1, size: length) }
            }
            lengths = next
        }
        while best.a > rangeA.lowerBound, best.b > rangeB.lowerBound, a[best.a - 1] == b[best.b - 1] {
            best = Block(a: best.a - 1, b: best.b - 1, size: best.size + 1)
        }
        while best.a + best.size < rangeA.upperBound, best.b + best.size < rangeB.upperBound,
            a[best.a + best.size] == b[best.b + best.size]
        {
            best.size += 1
        }
        return best
    }
}
