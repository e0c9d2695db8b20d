import Values
import YAML

extension SettingsReader {
    /// `beacons`, of which each is looked at: one that would watch nothing is an error with its place.
    mutating func beacons(_ check: MinionConfiguration.BeaconCheck) -> ValueMap {
        guard let value = take("beacons") else { return [:] }
        guard let entries = value.entries else {
            rejectType(of: "beacons", is: "a mapping of names to beacons", found: value)
            return [:]
        }
        for entry in entries {
            if entry.key.text == "enabled" {
                if entry.value.value.bool == nil {
                    rejectType(of: "beacons:enabled", is: "True or False", found: entry.value)
                }
                continue
            }
            do {
                try check(entry.key.text, entry.value.value)
            } catch {
                reject("beacons:\(entry.key.text): \(error.message)", at: entry.value, hint: error.hint)
            }
        }
        return value.value.map ?? [:]
    }
}
