import Model

/// How far an event is from what nobody's reaction caused. A reaction that leads to an event that leads to a reaction
/// would never end; so chains have a greatest length.
struct ReactionChain {
    /// The longest chain of reactions.
    static let limit = 10
    /// How many jobs of reactions are remembered.
    private static let memory = 20_000

    private var depths: [String: Int] = [:]
    private var order: [String] = []

    /// The length of the chain that an event with this job is at the end of.
    func depth(ofJob jid: String?) -> Int { jid.flatMap { depths[$0] } ?? 0 }

    /// A reaction to an event of this depth began a job.
    mutating func note(_ jid: JobID, after depth: Int) {
        depths[jid.text] = depth + 1
        order.append(jid.text)
        guard order.count > Self.memory else { return }
        for old in order.prefix(Self.memory / 2) { depths[old] = nil }
        order.removeFirst(Self.memory / 2)
    }
}
