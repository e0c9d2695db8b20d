import Model

/// What the requisites of a low state say about the order, each chunk by its place in the list.
struct RunOrder: Sendable {
    /// Two chunks with one tag are one: the place of the first of each.
    let canonical: [Int]
    /// What must be done before a chunk may run.
    let dependencies: [[Int]]
    /// The targets that a chunk looks ahead at (`prereq`).
    let prerequired: [[Int]]
    /// The chunks that look ahead at this one, and so come before it.
    let prerequirers: [[Int]]

    init(_ low: LowState) {
        var first: [String: Int] = [:]
        var canonical: [Int] = []
        for (index, chunk) in low.chunks.enumerated() {
            let tag = chunk.tag
            let place = first[tag] ?? index
            canonical.append(place)
            if place == index { first[tag] = index }
        }
        var dependencies = Array(repeating: [Int](), count: low.chunks.count)
        var prerequired = dependencies
        var prerequirers = dependencies
        for (index, chunk) in low.chunks.enumerated() {
            for requisite in chunk.requisites {
                let targets = requisite.targets.map { canonical[$0] }
                switch requisite.kind {
                case .listen: continue
                case .prereq:
                    prerequired[index] += targets
                    for target in targets { prerequirers[target].append(canonical[index]) }
                default: dependencies[index] += targets
                }
            }
        }
        self.canonical = canonical
        self.dependencies = dependencies
        self.prerequired = prerequired
        self.prerequirers = prerequirers
    }
}
