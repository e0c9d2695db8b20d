import ControlPlane
import Model
import Values

/// What a store says of a disk without space.
struct FullStore: StoreFailure {
    let unavailability: String? = "no space is left"
}

/// The ports on memory, for tests of what stands on them.
actor MemoryStore: KeyStore, JobStore, MinionStore {
    private var known: [MinionID: MinionKey] = [:]
    private var denied: [MinionID: MinionKey] = [:]
    private var ledger: [JobID: StoredJob] = [:]
    private var facts: [MinionID: ValueMap] = [:]
    private var refused: Set<MinionID> = []
    private var mines: [MinionID: [String: MineItem]] = [:]

    func keys() -> [MinionKey] { Array(known.values) + Array(denied.values) }

    func acceptedMinions() -> [MinionID] { known.values.filter { $0.state == .accepted }.map(\.id).sorted() }

    func key(of id: MinionID) -> MinionKey? { known[id] }

    func save(_ key: MinionKey) {
        if key.state == .denied { denied[key.id] = key } else { known[key.id] = key }
    }

    func replace(_ old: MinionKey?, with new: MinionKey) -> Bool {
        guard known[new.id] == old else { return false }
        known[new.id] = new
        return true
    }

    func accept(denied key: MinionKey, as new: MinionKey) -> Bool {
        guard denied[key.id] == key else { return false }
        known[key.id] = new
        denied[key.id] = nil
        return true
    }

    func deniedKey(of id: MinionID) -> MinionKey? { denied[id] }
    func removeDenied(_ id: MinionID) { denied[id] = nil }
    func pendingCount() -> Int { known.values.count { $0.state == .pending } }

    func remove(_ id: MinionID) {
        known[id] = nil
        denied[id] = nil
    }

    /// Takes neither jobs nor returns of these minions any more, as if the disk were full.
    func refuse(_ minions: Set<MinionID>) { refused = minions }

    private func check(_ minions: [MinionID]) throws {
        if !refused.isDisjoint(with: minions) { throw FullStore() }
    }

    func insert(_ job: Job, reached: Set<MinionID>) throws {
        try check(job.minions)
        ledger[job.id] = StoredJob(job: job, returns: [:], reached: reached)
    }

    func record(_ answer: JobReturn, at microseconds: Int64) throws -> JobOutcome? {
        try check([answer.minion])
        guard let stored = ledger[answer.id], stored.job.minions.contains(answer.minion),
            stored.returns[answer.minion] == nil
        else { return nil }
        ledger[answer.id]?.returns[answer.minion] = answer
        return ledger[answer.id]?.expectation(of: answer.minion).outcome
    }

    func job(_ id: JobID) -> StoredJob? { ledger[id] }

    func jobs(limit: Int) -> [ListedJob] {
        ledger.values.sorted { $0.job.id > $1.job.id }.prefix(limit).map { stored in
            let words = stored.job.minions.map { stored.expectation(of: $0).outcome }
            return ListedJob(job: stored.job, counts: Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +))
        }
    }

    func noteReached(_ minions: [MinionID], by jobs: [JobID]) -> [JobID: Set<MinionID>] {
        var open: [JobID: Set<MinionID>] = [:]
        for job in jobs {
            guard let stored = ledger[job] else { continue }
            let told = minions.filter {
                stored.job.minions.contains($0) && !stored.killed.contains($0) && !stored.givenUp.contains($0)
            }
            ledger[job]?.reached.formUnion(told)
            if !told.isEmpty { open[job] = Set(told) }
        }
        return open
    }

    func kill(_ job: JobID, on minions: [MinionID], at microseconds: Int64) -> KilledParts {
        var parts = KilledParts(withdrawn: [], reached: [])
        guard let stored = ledger[job] else { return parts }
        let silent = minions.filter { stored.job.minions.contains($0) && stored.returns[$0] == nil }
        parts.reached = silent.filter(stored.reached.contains)
        parts.withdrawn = silent.filter { !stored.reached.contains($0) && !stored.givenUp.contains($0) }
        ledger[job]?.killed.formUnion(parts.reached + parts.withdrawn)
        ledger[job]?.givenUp.formUnion(parts.withdrawn)
        return parts
    }

    func killed(on minion: MinionID) -> [JobOrder] {
        ledger.values.filter {
            $0.killed.contains(minion) && $0.reached.contains(minion) && $0.returns[minion] == nil
        }.map { JobOrder(id: $0.job.id, call: $0.job.call, expires: $0.job.expires) }.sorted { $0.id < $1.id }
    }

    func giveUp(_ minions: [MinionID], of job: JobID, at microseconds: Int64) -> [MinionID] {
        guard let stored = ledger[job] else { return [] }
        let silent = minions.filter {
            stored.job.minions.contains($0) && stored.returns[$0] == nil && !stored.givenUp.contains($0)
        }
        ledger[job]?.givenUp.formUnion(silent)
        return silent
    }

    func forsake(_ minion: MinionID, at microseconds: Int64) -> [OverdueMinion] {
        var open: [OverdueMinion] = []
        for (id, stored) in ledger.sorted(by: { $0.key < $1.key }) {
            guard stored.job.minions.contains(minion), stored.returns[minion] == nil else { continue }
            ledger[id]?.killed.remove(minion)
            guard ledger[id]?.givenUp.insert(minion).inserted == true else { continue }
            open.append(
                OverdueMinion(
                    job: id, minion: minion, isReached: stored.reached.contains(minion),
                    isOwn: stored.job.expires == Job.neverOrdered))
        }
        return open
    }

    func overdue(at microseconds: Int64) -> [OverdueMinion] {
        ledger.values.filter { $0.job.expires <= microseconds }.sorted { $0.job.id < $1.job.id }.flatMap { stored in
            stored.job.minions.filter { stored.expectation(of: $0).outcome == nil }.map {
                OverdueMinion(
                    job: stored.job.id, minion: $0, isReached: stored.reached.contains($0),
                    isOwn: stored.job.expires == Job.neverOrdered)
            }
        }
    }

    func unanswered(by minion: MinionID, at microseconds: Int64) -> [JobOrder] {
        ledger.values.filter {
            $0.job.minions.contains(minion) && $0.expectation(of: minion).outcome == nil && !$0.killed.contains(minion)
                && ($0.job.expires > microseconds || $0.reached.contains(minion))
        }.map { JobOrder(id: $0.job.id, call: $0.job.call, expires: $0.job.expires) }.sorted { $0.id < $1.id }
    }

    func unfinished(by minion: MinionID) -> [JobOrder] { unanswered(by: minion, at: .max) }

    func prune(before id: JobID) { ledger = ledger.filter { $0.key >= id } }

    func save(grains: ValueMap, of minion: MinionID) { facts[minion] = grains }
    func grains() -> [MinionID: ValueMap] { facts }
    func grains(of minion: MinionID) -> ValueMap? { facts[minion] }

    func forEachGrains(_ body: @escaping @Sendable (MinionID, ValueMap) throws -> Void) throws {
        for (minion, grains) in facts { try body(minion, grains) }
    }

    func adopt(_ job: Job) throws -> Adoption {
        if let known = ledger[job.id]?.job {
            guard known.user == job.user else { return .taken }
            if Set(known.minions).isSuperset(of: job.minions) { return .known }
            guard Job.isForeign(known.user, expires: known.expires) else { return .taken }
            ledger[job.id]?.job.minions += job.minions.filter { !known.minions.contains($0) }
            ledger[job.id]?.reached.formUnion(job.minions)
            return .adopted
        }
        try insert(job, reached: Set(job.minions))
        return .adopted
    }

    func save(mine items: [MineItem], of minion: MinionID, clearing: Bool) {
        if clearing { mines[minion] = nil }
        for item in items { mines[minion, default: [:]][item.name] = item }
    }

    func mine(_ names: [String]?) -> [MinionID: [MineItem]] {
        mines.mapValues { $0.values.filter { names?.contains($0.name) ?? true }.sorted { $0.name < $1.name } }
            .filter { !$0.value.isEmpty }
    }

    func removeMine(_ name: String?, of minion: MinionID) {
        if let name { mines[minion]?[name] = nil } else { mines[minion] = nil }
    }

    func forget(_ minion: MinionID) {
        facts[minion] = nil
        mines[minion] = nil
    }
}

/// Signs by adding a word, so that a test can tell what was signed for whom.
struct WordAuthority: CertificateAuthority {
    /// How long its certificates are good, in microseconds.
    static let year: Int64 = 365 * 86_400 * 1_000_000

    let certificate = "authority"
    var clock = WallClock { 0 }
    let fingerprint = "aa:bb"
    var server: (certificate: String, key: Secret) { ("server", Secret("key")) }

    func fingerprint(ofPublicKey pem: String) -> String { "print of \(pem)" }

    func verify(signature: String, of message: String, publicKey pem: String) -> Bool {
        signature == "\(pem) signs \(message)"
    }

    func issue(for id: MinionID, publicKey pem: String) -> IssuedCertificate {
        IssuedCertificate(
            pem: "certificate of \(id) for \(pem)", serial: "\(pem) at \(clock.now)",
            expires: clock.now + Self.year)
    }

    func renewOwnCertificates() -> [String] { [] }
}
