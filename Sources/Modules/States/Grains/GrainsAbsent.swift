package import Execution
import Host
package import Model
package import Values

package struct GrainsAbsent: GrainsState {
    package static let function: FunctionName = "grains.absent"
    package static let summary = "A grain without a value, or that is not there at all (`destructive`)"

    let path: GrainPath
    let isDestructive: Bool
    let isForced: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = GrainPath(name, &arguments)
        isDestructive = arguments.flag("destructive", default: false)
        isForced = arguments.flag("force", default: false)
    }

    package func plan(_ seen: ValueMap) -> Plan<GrainChange> {
        guard let old = path.value(in: seen) else { return .satisfied("Grain \(path.text) does not exist") }
        if old.isNull, !isDestructive { return .satisfied("Grain is already set") }
        let setting = GrainSetting(path: path.text, value: .null, isForced: isForced, isDestructive: isDestructive)
        let outcome = setting.outcome(in: seen)
        guard let (key, whole) = outcome.change else { return .impossible(outcome.comment) }
        let changes: ValueMap =
            isDestructive ? ["deleted": .string(path.text)] : ["grain": .string(path.text), "value": .null]
        let change = GrainChange(
            key: key, value: whole, isDestructive: isDestructive,
            comment: isDestructive
                ? "Grain \(path.text) was deleted" : "Value for grain \(path.text) was set to None",
            changes: changes)
        return .changing(
            [change], predicted: changes,
            comment: isDestructive
                ? "Grain \(path.text) is set to be deleted" : "Value for grain \(path.text) is set to be deleted (None)"
        )
    }
}
