/// Changes entries of a map in its file and in every running worker, so that a reload at any moment changes nothing.
///
/// The order is: file, old workers, the newest worker, then everything is read back. Old workers are included because
/// their keep-alive clients still send requests after a reload.
package struct MapSwitch: Sendable {
    package struct Outcome: Sendable, Hashable {
        package var before: [MapEntry]
        package var after: [MapEntry]
        /// From the first write to the last read, in milliseconds.
        package var milliseconds: Double
        /// The file said something else than the running HAProxy; HAProxy's entries were taken.
        package var repairedFile: Bool
    }

    package let file: MapFile
    /// The newest worker.
    package let worker: RuntimeClient
    package let oldWorkers: [RuntimeClient]

    package init(file: MapFile, worker: RuntimeClient, oldWorkers: [RuntimeClient] = []) {
        self.file = file
        self.worker = worker
        self.oldWorkers = oldWorkers
    }

    /// Sets the keys to their backends; nil takes a key away.
    ///
    /// On any failure or mismatch the old entries are put back in the file and in the workers, and the error says
    /// whether that succeeded.
    /// Switches of one map, also those of other processes, happen one after the other.
    package func perform(_ changes: [String: String?]) async throws(HAProxyError) -> Outcome {
        try await FileLock.holding(file.path, deadline: .seconds(40)) { () async throws(HAProxyError) in
            try await performLocked(changes)
        }
    }

    private func performLocked(_ changes: [String: String?]) async throws(HAProxyError) -> Outcome {
        let start = ContinuousClock.now
        let running = try await worker.showMap(file.path)
        let stored = try file.read()
        try await checkBackends(changes.values.compactMap { $0 })
        let after = running.applying(changes)
        do throws(HAProxyError) {
            try file.write(after)
            for old in oldWorkers { try await updateOld(old, to: after) }
            try await update(worker, from: running, to: after)
            try await confirm(after)
        } catch {
            // A task of its own: a caller that was cancelled in the middle must not leave a half-done switch behind.
            let restored = await Task { await restore(running) }.value
            throw .switchFailed(reason: error.description, restored: restored)
        }
        let elapsed = start.duration(to: .now)
        return Outcome(
            before: running, after: after,
            milliseconds: Double(elapsed.milliseconds)
                + Double(elapsed.components.attoseconds % 1_000_000_000_000_000) / 1e15,
            repairedFile: stored != running)
    }

    private func checkBackends(_ names: [String]) async throws(HAProxyError) {
        guard !names.isEmpty else { return }
        let known = try await worker.showBackends()
        for name in names where !known.contains(name) { throw .backendMissing(name: name, known: known) }
    }

    /// One changed key is one command; more of them change in one transaction.
    private func update(_ client: RuntimeClient, from old: [MapEntry], to new: [MapEntry]) async throws(HAProxyError) {
        guard old != new else { return }
        let keys = Set(old.map(\.key))
        // A key that is there twice can only be put right by replacing all.
        guard keys.count == old.count else { return try await client.replaceMap(file.path, with: new) }
        let removed = old.filter { entry in !new.contains { $0.key == entry.key } }
        let changed = new.filter { !old.contains($0) }
        guard removed.count + changed.count == 1 else { return try await client.replaceMap(file.path, with: new) }
        for entry in removed { try await client.deleteMap(file.path, key: entry.key) }
        for entry in changed {
            if keys.contains(entry.key) {
                try await client.setMap(file.path, key: entry.key, value: entry.value)
            } else {
                try await client.addMap(file.path, key: entry.key, value: entry.value)
            }
        }
    }

    /// An old worker may end, or lack the backends, while it is asked; then it has nothing to switch.
    private func updateOld(_ client: RuntimeClient, to new: [MapEntry]) async throws(HAProxyError) {
        do throws(HAProxyError) {
            // It may be older than another application's backends.
            let backends = Set(try await client.showBackends())
            try await client.replaceMap(file.path, with: new.filter { backends.contains($0.value) })
        } catch {
            switch error {
            case .commandRefused, .connectionBroken: return
            default: throw error
            }
        }
    }

    private func confirm(_ expected: [MapEntry]) async throws(HAProxyError) {
        let running = try await worker.showMap(file.path)
        let stored = try file.read()
        let same = { (entries: [MapEntry]) in Set(entries) == Set(expected) && entries.count == expected.count }
        guard same(running), same(stored) else {
            let place = same(stored) ? "HAProxy" : "the file"
            let found = same(stored) ? running : stored
            throw .switchFailed(
                reason: "\(place) has [\(found.map(\.description).joined(separator: ", "))] instead of "
                    + "[\(expected.map(\.description).joined(separator: ", "))]", restored: false)
        }
    }

    /// Puts the old entries back everywhere that can be reached; true when all was reached and read back.
    private func restore(_ entries: [MapEntry]) async -> Bool {
        var isRestored = true
        do throws(HAProxyError) { try file.write(entries) } catch { isRestored = false }
        for old in oldWorkers {
            do throws(HAProxyError) { try await updateOld(old, to: entries) } catch { isRestored = false }
        }
        do throws(HAProxyError) {
            try await worker.replaceMap(file.path, with: entries)
            try await confirm(entries)
        } catch {
            isRestored = false
        }
        return isRestored
    }
}
