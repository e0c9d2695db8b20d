package import Execution
import Host
package import Model
package import Values

package struct GrainsAppend: GrainsState {
    package static let function: FunctionName = "grains.append"
    package static let summary = "A grain that is a list with a certain value in it"

    let path: GrainPath
    let value: Value
    let converts: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = GrainPath(name, &arguments)
        value = arguments.value("value") ?? .null
        converts = arguments.flag("convert", default: false)
    }

    package func plan(_ seen: ValueMap) -> Plan<GrainChange> {
        let text = PythonText.string(value)
        guard let old = path.value(in: seen) else { return .impossible("Grain \(path.text) does not exist") }
        if let list = old.list {
            if list.contains(value) { return .satisfied("Value \(text) is already in the list for grain \(path.text)") }
            return plan(
                list + (value.list ?? [value]), in: seen, "Value \(text) in grain \(path.text) is set to be added")
        }
        guard converts else { return .impossible("Grain \(path.text) is not a valid list") }
        return plan(
            (old.isNull ? [] : [old]) + [value], in: seen,
            "Grain \(path.text) is set to be converted to list and value \(text) will be added")
    }

    private func plan(_ list: [Value], in grains: ValueMap, _ comment: String) -> Plan<GrainChange> {
        let (key, whole) = path.replacing(with: .list(list), in: grains)
        let change = GrainChange(
            key: key, value: whole, comment: "Value \(PythonText.string(value)) was added to grain \(path.text)",
            changes: ["added": value])
        return .changing([change], predicted: ["added": value], comment: comment)
    }
}
