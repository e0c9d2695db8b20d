package import Values

extension ScheduleEntry {
    /// The keys of a schedule that are no entries.
    package static let settings = ["enabled", "splay", "skip_function", "skip_during_range"]

    /// What is wrong with one of the `settings` of a schedule; nil when it is fine or not there.
    package static func problem(ofSetting key: String, in schedule: ValueMap) -> Diagnostic? {
        do throws(Diagnostic) {
            switch key {
            case "enabled": _ = try schedule.flag(key, default: true)
            case "splay": _ = try splay(schedule[key])
            case "skip_during_range": _ = try span(schedule[key], key)
            case "skip_function": try checkFunction(schedule[key], key)
            default: break
            }
            return nil
        } catch {
            return Diagnostic("schedule: \(error.message)", hint: error.hint)
        }
    }

    private static func checkFunction(_ value: Value?, _ key: String) throws(Diagnostic) {
        guard let value, !value.isNull else { return }
        guard let text = value.string else {
            throw Diagnostic("'\(key)' is the name of a function, not \(value.kindName)")
        }
        _ = try FunctionName(text)
    }
}
