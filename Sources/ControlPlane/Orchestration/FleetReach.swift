import Execution
import Model
import Values

/// The minions, as the `salt.*` states of an orchestration reach them.
package struct FleetReach: Sendable {
    let fleet: any Fleet

    package init(fleet: any Fleet) { self.fleet = fleet }

    /// The minions of a target, or that many of them taken at random.
    func minions(_ target: Target, subset: Int?) async throws -> [MinionID] {
        let minions = try await fleet.minions(matching: target)
        guard let subset, subset > 0 else { return minions }
        return Array(minions.shuffled().prefix(subset))
    }
}

extension Target {
    /// Takes `tgt` and `tgt_type`; a list of ids as `tgt` is read as such.
    init(arguments: inout ArgumentDecoder) {
        let type = arguments.text("tgt_type")
        let value = arguments.value("tgt")
        if let list = value?.list {
            self.init(list.compactMap(\.scalarText).joined(separator: ","), type: .list)
            return
        }
        guard let expression = value?.scalarText else {
            arguments.refuse("tgt", "'tgt' is required", hint: "the minions that are meant, like 'app*'")
            self.init("")
            return
        }
        do {
            try self.init(expression, typeName: type)
        } catch {
            arguments.refuse("tgt_type", error.message, hint: error.hint)
            self.init(expression)
        }
    }
}
