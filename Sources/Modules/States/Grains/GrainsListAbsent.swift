package import Execution
import Host
package import Model
package import Values

package struct GrainsListAbsent: GrainsState {
    package static let function: FunctionName = "grains.list_absent"
    package static let summary = "A grain that is a list without certain values in it"

    let path: GrainPath
    let values: [Value]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = GrainPath(name, &arguments)
        let value = arguments.value("value") ?? .null
        values = value.list ?? [value]
    }

    package func plan(_ seen: ValueMap) -> Plan<GrainChange> {
        guard let old = path.value(in: seen), old.isTruthy else {
            return .satisfied("Grain \(path.text) does not exist")
        }
        guard var list = old.list else { return .impossible("Grain \(path.text) is not a valid list") }
        var (done, planned): ([String], [String]) = ([], [])
        var deleted: [Value] = []
        for value in values {
            let text = PythonText.string(value)
            if let index = list.firstIndex(of: value) {
                list.remove(at: index)
                deleted.append(value)
                done.append("Value \(text) was deleted from grain \(path.text)")
                planned.append("Value \(text) in grain \(path.text) is set to be deleted")
            } else {
                done.append("Value \(text) is absent from grain \(path.text)")
                planned.append(done[done.count - 1])
            }
        }
        guard !deleted.isEmpty else { return .satisfied(done.joined(separator: "\n")) }
        let (key, whole) = path.replacing(with: .list(list), in: seen)
        let change = GrainChange(
            key: key, value: whole, comment: done.joined(separator: "\n"), changes: ["deleted": .list(deleted)])
        return .changing(
            [change], predicted: ["deleted": .list(deleted)], comment: planned.joined(separator: "\n"))
    }
}
