import Logging
package import Model

/// How jobs are ended before they are done.
extension JobService {
    /// Ends a job on every minion that has not returned. One that has not heard of it never will; one that is away is told
    /// when it is back.
    ///
    /// An orchestration is left alone, since no minion has it.
    ///
    /// - Returns: the minions that were told now.
    package func kill(_ jid: JobID) async throws -> [MinionID] {
        guard let stored = try await store.job(jid), !stored.job.isOrchestration else { return [] }
        let parts = try await store.kill(jid, on: stored.job.minions, at: clock.now)
        await board.post(.killed, of: jid)
        if !parts.withdrawn.isEmpty {
            await board.post(.withdrawn(parts.withdrawn), of: jid)
            await events.publish(
                jid.givenUp(Dictionary(parts.withdrawn.map { ($0, .unreachable) }) { first, _ in first }))
        }
        return await tell(stored.job, parts)
    }

    /// Nobody waits for these minions any more: what is late must not be done behind the caller's back.
    func stop(_ job: Job, on late: [MinionID]) async {
        do {
            _ = await tell(job, try await store.kill(job.id, on: late, at: clock.now))
        } catch {
            logger.error(
                "it can't be noted that a job is to end on minions that took too long",
                metadata: ["jid": "\(job.id)", "error": "\(error)"])
            _ = await tell(job, KilledParts(withdrawn: [], reached: late))
        }
    }

    /// The host that jobs were given to is gone for good, and its id may come to be another's: what it has not returned is
    /// waited for no longer, and nobody else is to do it.
    package func forsake(_ minion: MinionID) async throws {
        for part in try await store.forsake(minion, at: clock.now) {
            await events.publish(part.job.givenUp([minion: JobOutcome(givenUp: part.isReached)]))
            await board.post(.givenUp(minion), of: part.job)
        }
    }

    /// - Returns: those that are connected. One that the job was withdrawn from may have come in this moment.
    private func tell(_ job: Job, _ parts: KilledParts) async -> [MinionID] {
        let order = JobOrder(id: job.id, call: job.call, expires: job.expires, sent: clock.now)
        for minion in parts.withdrawn { await switchboard.send(.kill(order), to: minion) }
        var told: [MinionID] = []
        for minion in parts.reached where await switchboard.send(.kill(order), to: minion) { told.append(minion) }
        return told
    }

    /// What a minion that (re)connects has not heard or not answered yet, and which of that it is to end. From now on it
    /// counts as one that has heard.
    func owed(to minion: MinionID) async throws -> [MinionLine] {
        let orders = try await store.unanswered(by: minion, at: clock.now)
        let open = orders.isEmpty ? [:] : await noteReached([minion], by: orders.map(\.id))
        // After the orders: one that is killed in between is told on this connection.
        let killed = try await store.killed(on: minion)
        return orders.filter { open[$0.id] != nil }.map { .job(sentNow($0)) } + killed.map { .kill(sentNow($0)) }
    }

    private func sentNow(_ order: JobOrder) -> JobOrder {
        var order = order
        order.sent = clock.now
        return order
    }
}

extension Job {
    /// What the ledger calls the jobs that the master itself carries out.
    static let orchestrations: Set<FunctionName> = [
        "state.orchestrate", "state.orchestrate_single", "state.orchestrate_high",
    ]

    /// Whether the master itself carries it out.
    var isOrchestration: Bool { Self.orchestrations.contains(call.function) }
}
