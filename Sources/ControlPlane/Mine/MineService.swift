import Logging
import Model
import Values

/// The mine: what minions tell of themselves, for others to read.
///
/// A minion changes its own part only, and reads what its owner lets it.
struct MineService: Sendable {
    let jobs: JobService

    /// - Parameter minion: as its certificate says.
    func answer(_ request: MineRequest, from minion: MinionID) async throws -> Value {
        let store = jobs.minionStore
        switch request {
        case .send(let items, let clears): try await store.save(mine: items, of: minion, clearing: clears)
        case .delete(let name): try await store.removeMine(name, of: minion)
        case .flush: try await store.removeMine(nil, of: minion)
        case .get(let target, let functions):
            // By patterns a minion could find out another one's pillar, value by value.
            let minions = try await jobs.minions(matching: target, by: jobs.matcher.exactOnPillar)
            return .map(try await found(functions, of: minions, for: minion))
        }
        return true
    }

    /// `{FUNCTION: {MINION: value}}` with everything, as the master may read it.
    func found(_ functions: [String], of target: Target) async throws -> ValueMap {
        try await found(functions, of: try await jobs.minions(matching: target), for: nil)
    }

    /// `{MINION: {FUNCTION: value}}`
    func everything(of target: Target) async throws -> ValueMap {
        let all = try await jobs.minionStore.mine(nil)
        var found: ValueMap = [:]
        for minion in try await jobs.minions(matching: target) {
            guard let items = all[minion] else { continue }
            found[minion.text] = .map(ValueMap(items.map { (.string($0.name), $0.value) }))
        }
        return found
    }

    private func found(
        _ functions: [String], of minions: [MinionID], for reader: MinionID?
    ) async throws -> ValueMap {
        let all = try await jobs.minionStore.mine(functions)
        var readers = Readers(jobs: jobs, reader: reader)
        var found = ValueMap(functions.map { (.string($0), [:]) })
        for minion in minions {
            for item in all[minion] ?? [] where try await readers.mayRead(item, of: minion) {
                var values = found[item.name]?.map ?? [:]
                values[minion.text] = item.value
                found[item.name] = .map(values)
            }
        }
        return found
    }
}

/// Whether one minion may read what others have in the mine. Its grains and pillar are looked up once, if at all.
private struct Readers {
    let jobs: JobService
    let reader: MinionID?
    private var verdicts: [Target: Bool] = [:]

    init(jobs: JobService, reader: MinionID?) {
        self.jobs = jobs
        self.reader = reader
    }

    /// A minion may always read its own. An item whose readers can't be made out is nobody else's.
    mutating func mayRead(_ item: MineItem, of owner: MinionID) async throws -> Bool {
        guard let reader, reader != owner, let target = item.readers else { return true }
        if let known = verdicts[target] { return known }
        let verdict: Bool
        do {
            verdict = try await jobs.minions(matching: target).contains(reader)
        } catch let problem as Diagnostic {
            jobs.logger.warning(
                "the readers of something in the mine can't be made out, so nobody may read it",
                metadata: [
                    "minion.id": "\(owner)", "mine.name": "\(item.name)", "allow_tgt": "\(target.expression)",
                    "error": "\(problem)",
                ])
            verdict = false
        }
        verdicts[target] = verdict
        return verdict
    }
}
