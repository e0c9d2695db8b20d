package import Model

/// Where a state run was when it was ended before it was done.
package struct StateRunInterruption: Sendable, Hashable {
    /// The chunks that were under way.
    package let running: [LowChunk]
    /// The chunk that was not to start; nil when the run was not to end before a certain one.
    package let next: LowChunk?
    /// How many chunks have a return, those included.
    package let settled: Int
    /// How many there are.
    package let count: Int

    /// `while state 'web' (cmd.run) ran; 2 of 5 states ran`
    package var phrase: String {
        let names = running.map { "'\($0.id)' (\($0.functionName))" }
        let place: String =
            switch names.count {
            case 0: next.map { "before state '\($0.id)' (\($0.functionName))" } ?? "between two states"
            case 1: "while state \(names[0]) ran"
            default: "while states \(names.joined(separator: ", ")) ran"
            }
        return "\(place); \(settled) of \(count) states ran"
    }
}
