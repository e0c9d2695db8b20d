/// The numbered server slots `s1`, `s2`, ... of a backend and what is in them.
///
/// Slots exist because a running HAProxy takes addresses at run time, and its file must say the same for the next
/// reload.
package struct SlotTable: Sendable, Hashable {
    package static let defaultCount = 16

    /// What is in each slot; nil is an empty, disabled one.
    package var servers: [BackendServer?]

    package init(count: Int, filled: [BackendServer] = []) {
        servers = filled + Array(repeating: nil, count: max(0, count - filled.count))
    }

    package init(servers: [BackendServer?]) { self.servers = servers }

    package var filled: [BackendServer] { servers.compactMap { $0 } }

    /// The slot's name in the file: slots count from 1.
    package static func name(_ index: Int) -> String { "s\(index + 1)" }

    /// The place of a slot with this name, nil for a name that is no slot's.
    package static func index(_ name: some StringProtocol) -> Int? {
        guard name.hasPrefix("s"), let number = Int(name.dropFirst()), number >= 1, name == "s\(number)" else {
            return nil
        }
        return number - 1
    }

    /// The table for these servers: one that is already in a slot keeps it, a new one takes the first empty slot.
    /// The table grows when they do not fit.
    package func filled(with desired: [BackendServer]) -> SlotTable {
        var next = SlotTable(servers: servers.map { server in server.flatMap { desired.contains($0) ? $0 : nil } })
        for server in desired where !next.filled.contains(server) {
            if let free = next.servers.firstIndex(of: nil) {
                next.servers[free] = server
            } else {
                next.servers.append(server)
            }
        }
        return next
    }

    /// The same servers in exactly `count` slots, or in more when so many are filled.
    package func resized(to count: Int) -> SlotTable {
        guard count < servers.count else {
            return SlotTable(servers: servers + Array(repeating: nil, count: count - servers.count))
        }
        let kept = Array(servers.prefix(count))
        let rest = servers.dropFirst(count).compactMap { $0 }
        return rest.isEmpty ? SlotTable(servers: kept) : SlotTable(servers: kept).filled(with: filled)
    }
}
