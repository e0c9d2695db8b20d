import Model
import Values
import YAML

extension SettingsReader {
    /// `schedule`, of which every job is looked at: one that could never run is an error with its place.
    ///
    /// - Parameter knowsNames: whether a `when` means what is written there; else it may be a name for a moment, which the
    ///   pillar has, and is not looked at.
    mutating func schedule(knowsNames: Bool = true) -> ValueMap {
        guard let value = take("schedule") else { return [:] }
        guard let entries = value.entries else {
            rejectType(of: "schedule", is: "a mapping of names to jobs", found: value)
            return [:]
        }
        let schedule = value.value.map ?? [:]
        for entry in entries where !ScheduleEntry.settings.contains(entry.key.text) {
            if !knowsNames, entry.value["when"] != nil { continue }
            do {
                _ = try ScheduleEntry(name: entry.key.text, entry.value.value, in: schedule)
            } catch {
                reject(error.message, at: Self.place(of: error, in: entry), hint: error.hint)
            }
        }
        return schedule
    }

    /// The key that a problem names, else the expression that is the usual mistake, else the job.
    private static func place(of problem: Diagnostic, in job: LocatedValue.Entry) -> LocatedValue {
        let named = job.value.entries?.first { problem.message.contains("'\($0.key.text)'") }
        if let named { return named.value }
        if let cron = job.value["cron"], problem.message.contains("cron expression") { return cron }
        return job.value
    }
}
