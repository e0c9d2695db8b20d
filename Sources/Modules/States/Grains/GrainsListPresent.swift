package import Execution
import Host
package import Model
package import Values

package struct GrainsListPresent: GrainsState {
    package static let function: FunctionName = "grains.list_present"
    package static let summary = "A grain that is a list with certain values in it; it is made where it is not there"

    let path: GrainPath
    let value: Value

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = GrainPath(name, &arguments)
        value = arguments.value("value") ?? .null
    }

    package func plan(_ seen: ValueMap) -> Plan<GrainChange> {
        let old = path.value(in: seen) ?? ""
        guard !old.isTruthy || old.list != nil else {
            return .impossible("Grain \(path.text) is not a valid list")
        }
        let list = old.list ?? []
        let wanted = value.list ?? [value]
        let new = wanted.filter { !list.contains($0) }
        guard !new.isEmpty else {
            return .satisfied("Value \(PythonText.string(value)) is already in grain \(path.text) (or pending)")
        }
        let told = value.list == nil ? value : .list(new)
        let known = wanted.filter(list.contains)
        let note =
            known.isEmpty
            ? ""
            : "Removed value \(PythonText.repr(.list(known))) from update due to value found in \"\(path.text)\" (or pending).\n"
        let (key, whole) = path.replacing(with: .list(list + new), in: seen)
        let change = GrainChange(
            key: key, value: whole,
            comment: "\(note)Append value \(PythonText.string(told)) to grain \(path.text)",
            changes: ["new": .map(ValueMap([(.string(key), whole)]))])
        let comment =
            list.isEmpty
            ? "Grain \(path.text) is set to be added"
            : "Value \(PythonText.string(told)) is set to be appended to grain \(path.text)"
        return .changing([change], predicted: ["new": old], comment: comment)
    }
}
