import Model
import Values
import YAML

extension SettingsReader {
    /// `schedule`, of which every job is looked at: one that could never run is an error with its place.
    ///
    /// - Parameter knowsNames: whether a `when` means what is written there; else text may be a name for a moment, which
    ///   the pillar has.
    mutating func schedule(knowsNames: Bool = true) -> ValueMap {
        guard let value = take("schedule") else { return [:] }
        guard let entries = value.entries else {
            rejectType(of: "schedule", is: "a mapping of names to jobs", found: value)
            return [:]
        }
        let schedule = value.value.map ?? [:]
        var sound = schedule
        for key in ScheduleEntry.settings {
            guard let problem = ScheduleEntry.problem(ofSetting: key, in: schedule) else { continue }
            let setting = LocatedValue(.map(value.entry(key).map { [$0] } ?? []), at: value.location)
            reject(problem.message, at: Self.place(of: problem, in: setting), hint: problem.hint)
            // Said once, not with each job.
            sound.removeValue(forKey: key)
        }
        for entry in entries where !ScheduleEntry.settings.contains(entry.key.text) {
            do {
                let names = knowsNames ? [:] : Self.possibleNames(in: entry.value)
                _ = try ScheduleEntry(name: entry.key.text, entry.value.value, whens: names, in: sound)
            } catch {
                reject(error.message, at: Self.place(of: error, in: entry.value), hint: error.hint)
            }
        }
        return schedule
    }

    /// Each word of a job's `when`, as if the pillar had a moment of that name. What has a colon or begins with a digit
    /// is no name.
    private static func possibleNames(in job: LocatedValue) -> ValueMap {
        guard let when = job["when"] else { return [:] }
        let names = (when.list ?? [when]).compactMap(\.string).filter { text in
            !text.contains(":") && !(text.utf8.first.map { (48...57).contains($0) } ?? false)
        }
        return ValueMap(names.map { (.string($0), "0:00") })
    }

    /// The key that a problem names, else the text that it quotes, else the expression that is the usual mistake, else
    /// the job.
    private static func place(of problem: Diagnostic, in job: LocatedValue) -> LocatedValue {
        let message = problem.message
        for entry in job.entries ?? [] {
            if message.contains("'\(entry.key.text)'") { return entry.value }
            let parts = entry.value.entries ?? []
            if let part = parts.first(where: { message.contains("'\(entry.key.text):\($0.key.text)'") }) {
                return part.value
            }
        }
        if let quoted = quoted(in: message, of: job) { return quoted }
        if let cron = job["cron"], message.contains("cron expression") { return cron }
        return job
    }

    private static func quoted(in message: String, of value: LocatedValue) -> LocatedValue? {
        if let text = value.string { return message.contains("'\(text)'") ? value : nil }
        for part in value.list ?? value.entries?.map(\.value) ?? [] {
            if let found = quoted(in: message, of: part) { return found }
        }
        return nil
    }
}
