package import Model
import Synchronization
package import Values

/// This minion's schedule as it is at the moment: the configuration's, with what was changed at run time, and the
/// pillar's. Where both have a job, the configuration's counts.
package final class ScheduleBook: Sendable {
    package enum Source: String, Sendable {
        case configuration = "opts"
        case pillar
    }

    private struct Content {
        var configured: ValueMap
        var pillar: ValueMap = [:]
        var whens: ValueMap = [:]
        /// Jobs that the minion has for itself; their names begin with two underscores.
        var ofMinion: ValueMap = [:]
        var due: [String: Int64] = [:]
        var asked: [String] = []
        var listener: (@Sendable () -> Void)?
    }

    private let content: Mutex<Content>
    let fragment: SettingsFragment?
    package let zone: TimeZoneRules

    /// - Parameter fragment: where changes are kept over a restart; nil: nowhere.
    package init(_ configured: ValueMap, fragment: SettingsFragment?, zone: TimeZoneRules) {
        content = Mutex(Content(configured: configured))
        self.fragment = fragment
        self.zone = zone
    }

    /// The jobs and settings of one source, or of all.
    package func jobs(of source: Source? = nil) -> ValueMap {
        content.withLock { content in
            switch source {
            case .configuration: content.configured
            case .pillar: content.pillar
            case nil:
                content.pillar.merged(with: content.configured, strategy: .overwrite)
                    .merged(with: content.ofMinion, strategy: .overwrite)
            }
        }
    }

    package var whens: ValueMap { content.withLock(\.whens) }

    package func source(of name: String) -> Source? {
        content.withLock { content in
            content.configured[name] != nil ? .configuration : content.pillar[name] != nil ? .pillar : nil
        }
    }

    /// Hears of every change from now on.
    package func onChange(_ listener: @escaping @Sendable () -> Void) { content.withLock { $0.listener = listener } }

    /// A pillar was compiled.
    package func use(pillar: ValueMap) {
        let schedule = pillar["schedule"]?.map ?? [:]
        let whens = pillar["whens"]?.map ?? [:]
        let isNew = content.withLock { content in
            if content.pillar.isIdentical(to: schedule), content.whens == whens { return false }
            content.pillar = schedule
            content.whens = whens
            return true
        }
        if isNew { announce() }
    }

    /// A job of the minion's own begins to be needed, or ends being so.
    package func use(_ entry: ValueMap?, forOwn name: String) {
        let isNew = content.withLock { content in
            if content.ofMinion[name]?.map == entry { return false }
            if let entry { content.ofMinion[name] = .map(entry) } else { content.ofMinion.removeValue(forKey: name) }
            return true
        }
        if isNew { announce() }
    }

    /// Sets or, with nil, removes a job or a setting; where it is from the pillar, until that is compiled again.
    func set(_ name: String, _ value: Value?, in source: Source = .configuration) {
        content.withLock { content in
            var map = source == .pillar ? content.pillar : content.configured
            if let value { map[name] = value } else { map.removeValue(forKey: name) }
            if source == .pillar { content.pillar = map } else { content.configured = map }
        }
        announce()
    }

    /// Asks that a job runs now.
    func ask(for name: String) {
        content.withLock { $0.asked.append(name) }
        announce()
    }

    /// The jobs that were asked for since the last time.
    package func takeAsked() -> [String] {
        content.withLock { content in
            defer { content.asked = [] }
            return content.asked
        }
    }

    /// When jobs come next, in microseconds since 1970.
    package func note(due: [String: Int64]) { content.withLock { $0.due = due } }

    func due(_ name: String) -> Int64? { content.withLock { $0.due[name] } }

    /// Keeps what the configuration has now over a restart, but for single turns that were postponed or left out.
    ///
    /// - Throws: when it can't be written.
    func save() throws {
        guard let fragment else { throw Diagnostic("there is no configuration directory to keep the schedule in") }
        var jobs = jobs(of: .configuration)
        for (name, value) in jobs {
            guard var job = value.map else { continue }
            for key in ScheduleEntry.explicitKeys { job.removeValue(forKey: key) }
            jobs[name] = .map(job)
        }
        try fragment.save(jobs)
    }

    private func announce() { content.withLock(\.listener)?() }
}
