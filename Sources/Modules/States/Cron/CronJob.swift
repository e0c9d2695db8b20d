/// A line of a crontab that runs something.
package struct CronJob: Sendable, Hashable {
    /// Minute, hour, day of the month, month and day of the week; or one word such as `@daily`.
    var times: [String]
    var command: String
    var identifier: String?
    var comment: String?
    /// The line stands in the crontab behind a mark that keeps it from running.
    var isDisabled = false

    var isSpecial: Bool { times.count == 1 }

    private static let withoutIdentifier = "NO ID SET"

    /// What it is known by.
    var key: String { Self.key(identifier) }

    private static func key(_ identifier: String?) -> String {
        identifier.flatMap { $0.isEmpty ? nil : $0 } ?? withoutIdentifier
    }

    /// Whether a wish is about this job: it has the same identifier; or none, and the same command.
    func matches(command: String, identifier: String?) -> Bool {
        let wanted = Self.key(identifier)
        if self.command == command { return key == Self.withoutIdentifier || key == wanted }
        return key == wanted && key != Self.withoutIdentifier
    }

    /// Whether a value has to become another. `random` is content with whatever is there but `*`, a range with one of it.
    private static func changes(_ old: String?, to new: String?) -> Bool {
        guard old != new, let new else { return false }
        if let range = CronTimes.range(new), let number = old.flatMap({ Int($0) }) { return !range.contains(number) }
        return new == "random" ? old == "*" : true
    }

    func differs(from wish: CronJob) -> Bool {
        if isSpecial != wish.isSpecial || zip(times, wish.times).contains(where: Self.changes) { return true }
        return Self.changes(comment, to: wish.comment) || isDisabled != wish.isDisabled || command != wish.command
            || (wish.identifier ?? "") != key
    }

    /// The wish with what is to stay as it is.
    func updated(to wish: CronJob) -> CronJob {
        var job = wish
        if isSpecial == wish.isSpecial {
            job.times = zip(times, wish.times).map { Self.changes($0, to: $1) ? $1 : $0 }
        }
        if !Self.changes(comment, to: wish.comment) { job.comment = comment }
        guard command == wish.command, key == Self.withoutIdentifier else { return job }
        job.identifier = wish.identifier.flatMap { $0.isEmpty ? nil : $0 }
        return job
    }
}
