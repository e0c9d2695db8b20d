import Model
import Values
import YAML

extension SettingsReader {
    /// `schedule`, of which every job is looked at: one that could never run is an error with its place.
    mutating func schedule() -> ValueMap {
        guard let value = take("schedule") else { return [:] }
        guard let entries = value.entries else {
            rejectType(of: "schedule", is: "a mapping of names to jobs", found: value)
            return [:]
        }
        let schedule = value.value.map ?? [:]
        for entry in entries where !ScheduleEntry.settings.contains(entry.key.text) {
            do {
                _ = try ScheduleEntry(name: entry.key.text, entry.value.value, in: schedule)
            } catch {
                reject(error.message, at: entry.value, hint: error.hint)
            }
        }
        return schedule
    }
}
