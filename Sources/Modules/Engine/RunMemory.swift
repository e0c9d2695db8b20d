import Model
import Synchronization

/// What the states of one run know of one another: all that is to run, and texts that some collect for others.
final class RunMemory: Sendable {
    /// Texts for a file, and the IDs of the states that wait for them.
    struct Accumulator: Sendable {
        var name: String
        var texts: [String]
        var dependants: Set<String>
    }

    let low: LowState
    /// By file, then by accumulator, in the order in which they came.
    private let accumulators = Mutex<[String: [Accumulator]]>([:])

    init(_ low: LowState) { self.low = low }

    func accumulators(of file: String) -> [Accumulator] { accumulators.withLock { $0[file] ?? [] } }

    /// - Returns: whether a text is new.
    func accumulate(_ texts: [String], under name: String, for file: String, dependants: Set<String>) -> Bool {
        accumulators.withLock { accumulators in
            var all = accumulators[file] ?? []
            let index = all.firstIndex { $0.name == name } ?? all.endIndex
            if index == all.endIndex { all.append(Accumulator(name: name, texts: [], dependants: [])) }
            let new = texts.filter { !all[index].texts.contains($0) }
            all[index].texts += new
            all[index].dependants.formUnion(dependants)
            accumulators[file] = all
            return !new.isEmpty
        }
    }
}

extension LowState {
    /// The chunks that call a function on a name.
    func chunks(of function: FunctionName, named name: String) -> [LowChunk] {
        chunks.filter { $0.functionName == function && $0.name == name }
    }

    /// The chunks that require or watch a chunk.
    func dependants(of index: Int) -> [LowChunk] {
        chunks.filter { chunk in
            chunk.requisites.contains { [.require, .watch].contains($0.kind) && $0.targets.contains(index) }
        }
    }
}
