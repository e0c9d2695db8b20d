import Model
import Values
import YAML

extension SettingsReader {
    /// `nodegroups`: names to compound expressions, each of which is read here, so that none is wrong first when a job
    /// or an orchestration needs it.
    mutating func nodegroups() -> ValueMap? {
        guard let value = take("nodegroups") else { return nil }
        guard let entries = value.entries else {
            rejectType(
                of: "nodegroups", is: "a mapping of names to compound expressions", found: value,
                hint: "write it as 'nodegroups: {web: \"web* and G@os:Debian\"}'")
            return nil
        }
        let matcher = TargetMatcher(nodegroups: Dictionary(entries.map { ($0.key.text, $0.value.value) }) { $1 })
        var told: Set<String> = []
        for entry in entries {
            do throws(Diagnostic) {
                _ = try matcher.condition(Target(entry.key.text, type: .nodegroup))
            } catch {
                // A group that is wrong is so in all that contain it.
                guard told.insert(error.message).inserted else { continue }
                reject("nodegroups:\(entry.key.text): \(error.message)", at: entry.value, hint: error.hint)
            }
        }
        return value.value.map
    }
}
