import Model
import Values

/// The keywords of `schedule.add` and the like, made an entry of a schedule.
struct ScheduleItem {
    private static let units = ["seconds", "minutes", "hours", "days"]
    private static let copied = [
        "range", "when", "once", "once_fmt", "cron", "returner", "after", "return_config", "return_kwargs", "until",
        "run_on_start", "skip_during_range", "run_after_skip_range", "return_job", "metadata",
    ]
    /// Keywords about the call itself.
    static let options = ["test", "persist", "offline"]

    let value: ValueMap

    /// - Throws: a `Diagnostic` in Salt's words where Salt has some.
    init(_ name: String, _ keywords: ValueMap, whens: ValueMap) throws(Diagnostic) {
        let given = keywords.keyTexts.filter { !(keywords[$0]?.isNull ?? true) }
        let hasUnits = Self.units.contains(where: given.contains)
        if hasUnits, given.contains("when") || given.contains("cron") {
            throw Diagnostic(
                "Unable to use \"seconds\", \"minutes\", \"hours\", or \"days\" with \"when\" or \"cron\" options.")
        }
        if given.contains("when"), given.contains("cron") {
            throw Diagnostic("Unable to use \"when\" and \"cron\" options together.  Ignoring.")
        }
        let own =
            Self.units + Self.copied + Self.options
            + ["function", "job_args", "job_kwargs", "maxrunning", "enabled", "jid_include", "splay", "name"]
        for key in given where !own.contains(key) && !key.hasPrefix("__") {
            throw Diagnostic("'\(key)' is not known in a schedule", hint: NearestName.hint(for: key, among: own))
        }
        var item: ValueMap = ["function": keywords["function"] ?? .null]
        for key in Self.units + Self.copied where given.contains(key) { item[key] = keywords[key] }
        if let arguments = keywords["job_args"], !arguments.isNull {
            guard arguments.list != nil else {
                throw Diagnostic("job_args is not a list. please correct and try again.")
            }
            item["args"] = arguments
        }
        if let arguments = keywords["job_kwargs"], !arguments.isNull {
            guard arguments.map != nil else {
                throw Diagnostic("job_kwargs is not a dict. please correct and try again.")
            }
            item["kwargs"] = arguments
        }
        item["maxrunning"] = keywords["maxrunning"] ?? 1
        item["name"] = .string(name)
        for key in ["enabled", "jid_include"] { item[key] = given.contains(key) ? keywords[key] : true }
        if let splay = keywords["splay"], !splay.isNull { item["splay"] = splay }
        _ = try ScheduleEntry(name: name, .map(item), whens: whens)
        value = item
    }
}
