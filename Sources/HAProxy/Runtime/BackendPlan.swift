/// The runtime commands that bring a backend's slots to the servers that it is to have, in the order in which no
/// request is lost.
package struct BackendPlan: Sendable, Hashable {
    /// How servers leave.
    package enum Retirement: Sendable, Hashable {
        /// No new requests and no checks; those in flight go on.
        case maint
        /// No new requests; the checks go on.
        case drain
    }

    package enum Command: Sendable, Hashable {
        case setAddress(ServerReference, BackendServer)
        case setState(ServerReference, ServerAdministration)
    }

    package var commands: [Command]
    /// What the slots hold when the commands are done; the file must say the same.
    package var table: SlotTable
    /// Servers that get traffic and had none.
    package var arriving: [BackendServer]
    /// The slots that lose their traffic, whose sessions a caller waits for.
    package var leaving: [ServerReference]
    /// How many servers found no slot; when it is not 0 nothing else is planned, since more slots need a reload.
    package var missingSlots: Int

    package var isEmpty: Bool { commands.isEmpty }

    /// - Parameters:
    ///   - current: The rows of `show servers state` for the backend; servers that are no slots are left alone.
    ///   - busy: Slots that still have sessions; they are the last to be given to another server.
    package static func between(
        backend: String, current: [ServerState], desired: [BackendServer], busy: Set<String> = [],
        retirement: Retirement = .maint
    ) -> BackendPlan {
        let slots = current.filter { $0.reference.backend == backend && SlotTable.index($0.reference.server) != nil }
            .sorted { (SlotTable.index($0.reference.server) ?? 0) < (SlotTable.index($1.reference.server) ?? 0) }
        var wanted: [BackendServer] = []
        for server in desired where !wanted.contains(server) { wanted.append(server) }

        var holders = holders(of: wanted, in: slots)
        let free = slots.filter { slot in !holders.values.contains(slot.reference) }
            .filter { $0.administration == .maint }
            .sorted { !busy.contains($0.reference.server) && busy.contains($1.reference.server) }
        let homeless = wanted.filter { holders[$0] == nil }
        let missing = homeless.count - free.count
        guard missing <= 0 else {
            return BackendPlan(
                commands: [], table: table(slots, holders), arriving: [], leaving: [], missingSlots: missing)
        }
        for (server, slot) in zip(homeless, free) { holders[server] = slot.reference }

        var plan = BackendPlan(
            commands: [], table: table(slots, holders), arriving: [], leaving: [], missingSlots: 0)
        plan.admit(wanted, holders, slots)
        plan.retire(slots.filter { !holders.values.contains($0.reference) }, retirement)
        return plan
    }

    /// The slots that have the wanted addresses already; of several with one address the one with traffic.
    private static func holders(of wanted: [BackendServer], in slots: [ServerState]) -> [BackendServer: ServerReference]
    {
        var holders: [BackendServer: ServerReference] = [:]
        for server in wanted {
            let same = slots.filter { $0.target == server }
            let best = same.first { $0.administration == .ready } ?? same.first
            if let best { holders[server] = best.reference }
        }
        return holders
    }

    private static func table(_ slots: [ServerState], _ holders: [BackendServer: ServerReference]) -> SlotTable {
        SlotTable(servers: slots.map { slot in holders.first { $0.value == slot.reference }?.key })
    }

    private mutating func admit(
        _ wanted: [BackendServer], _ holders: [BackendServer: ServerReference], _ slots: [ServerState]
    ) {
        for server in wanted {
            guard let reference = holders[server], let slot = slots.first(where: { $0.reference == reference }) else {
                continue
            }
            if slot.target != server { commands.append(.setAddress(reference, server)) }
            if slot.administration != .ready {
                commands.append(.setState(reference, .ready))
                arriving.append(server)
            }
        }
    }

    private mutating func retire(_ slots: [ServerState], _ retirement: Retirement) {
        for slot in slots {
            switch (slot.administration, retirement) {
            case (.maint, _), (.drain, .drain): continue
            case (.ready, .drain): commands.append(.setState(slot.reference, .drain))
            case (.ready, .maint), (.drain, .maint): commands.append(.setState(slot.reference, .maint))
            }
            leaving.append(slot.reference)
        }
    }
}

extension RuntimeClient {
    package func perform(_ command: BackendPlan.Command) async throws(HAProxyError) {
        switch command {
        case .setAddress(let server, let target): try await setAddress(of: server, to: target)
        case .setState(let server, let state): try await setState(of: server, to: state)
        }
    }
}
