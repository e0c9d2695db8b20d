package import Execution
import Host
package import Model
package import Values

package struct GrainsPresent: GrainsState {
    package static let function: FunctionName = "grains.present"
    package static let summary = "A grain with a certain value"

    let path: GrainPath
    let value: Value
    let isForced: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = GrainPath(name, &arguments)
        value = arguments.value("value") ?? .null
        isForced = arguments.flag("force", default: false)
    }

    package func plan(_ seen: ValueMap) -> Plan<GrainChange> {
        let old = path.value(in: seen)
        if let old, old == value { return .satisfied("Grain is already set") }
        let setting = GrainSetting(path: path.text, value: value, isForced: isForced, isDestructive: false)
        let outcome = setting.outcome(in: seen)
        guard let (key, whole) = outcome.change else { return .impossible(outcome.comment) }
        let change = GrainChange(
            key: key, value: whole, comment: "Set grain \(path.text) to \(PythonText.string(value))",
            changes: ValueMap([(.string(key), whole)]))
        return .changing(
            [change],
            predicted: old == nil
                ? ["new": .string(path.text)] : ["changed": .map(ValueMap([(.string(path.text), value)]))],
            comment: "Grain \(path.text) is set to be \(old == nil ? "added" : "changed")")
    }
}
