/// What has to happen so that a running HAProxy does what a new file says.
package enum ConfigurationDifference: Sendable, Hashable {
    case none
    /// Only servers in slots differ: the admin socket can change them while HAProxy runs.
    case runtime([SlotChange])
    /// Something differs that HAProxy reads at its start only; the reasons are sentences for people.
    case reload(reasons: [String])

    /// One slot whose content differs.
    package struct SlotChange: Sendable, Hashable {
        package var backend: String
        package var slot: String
        package var old: BackendServer?
        package var new: BackendServer?
    }

    package static func between(_ old: ConfigurationFile, _ new: ConfigurationFile) -> ConfigurationDifference {
        let reasons = reasons(old.skeleton, new.skeleton)
        guard reasons.isEmpty else { return .reload(reasons: reasons) }
        let tables = old.slotTables
        var changes: [SlotChange] = []
        for (backend, table) in new.slotTables.sorted(by: { $0.key < $1.key }) {
            let before = tables[backend]?.servers ?? []
            for (index, server) in table.servers.enumerated() {
                let previous = before.indices.contains(index) ? before[index] : nil
                guard previous != server else { continue }
                changes.append(
                    SlotChange(backend: backend, slot: SlotTable.name(index), old: previous, new: server))
            }
        }
        return changes.isEmpty ? .none : .runtime(changes)
    }

    private static func reasons(_ old: [ConfigurationFile.Section], _ new: [ConfigurationFile.Section]) -> [String] {
        var reasons: [String] = []
        for section in new {
            guard let before = old.first(where: { $0.header == section.header }) else {
                reasons.append("\(section.header) is new")
                continue
            }
            reasons += changes(of: before, to: section)
        }
        for section in old where !new.contains(where: { $0.header == section.header }) {
            reasons.append("\(section.header) is gone")
        }
        return reasons
    }

    private static func changes(of old: ConfigurationFile.Section, to new: ConfigurationFile.Section) -> [String] {
        guard old.lines != new.lines else { return [] }
        let isSlot = { (line: String) in line.hasPrefix("server s") && line.hasSuffix(" disabled") }
        let slots = (old.lines.filter(isSlot).count, new.lines.filter(isSlot).count)
        var reasons: [String] = []
        if slots.0 != slots.1 { reasons.append("\(new.header) gets \(slots.1) server slots instead of \(slots.0)") }
        for line in new.lines where !isSlot(line) && !old.lines.contains(line) {
            reasons.append("\(new.header) gets '\(line)'")
        }
        for line in old.lines where !isSlot(line) && !new.lines.contains(line) {
            reasons.append("\(new.header) loses '\(line)'")
        }
        return reasons.isEmpty ? ["\(new.header) has its lines in another order"] : reasons
    }
}
