package import Values

/// The timers of a schedule, kept in step with what the schedule says. Pure: it is given the time.
package struct ScheduleTable: Sendable {
    /// A job whose turn has come.
    package struct Turn: Sendable, Hashable {
        package var entry: ScheduleEntry
        package var turn: ScheduleTimer.Turn
    }

    private struct Row {
        var source: Value
        var whens: ValueMap
        var timer: ScheduleTimer?

        /// Whether another text plans its turns as this one does, single turns apart.
        func isPlanned(as other: Value) -> Bool {
            timer != nil
                && source.map?.removing(ScheduleEntry.explicitKeys) == other.map?.removing(ScheduleEntry.explicitKeys)
        }
    }

    private let zone: TimeZoneRules
    private let random: @Sendable (ClosedRange<Int>) -> Int
    private var rows: [String: Row] = [:]
    private var order: [String] = []
    private var settings: ValueMap = [:]

    package init(
        zone: TimeZoneRules, random: @escaping @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) }
    ) {
        self.zone = zone
        self.random = random
    }

    /// Takes over what the schedule says now. A job that did not change keeps its timer.
    ///
    /// - Returns: what is wrong with jobs that are new or changed, which never run, and with what is new for all jobs: none
    ///   runs while `enabled` is no boolean.
    package mutating func follow(_ schedule: ValueMap, whens: ValueMap, now: Int64) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        let settings = ValueMap(schedule.filter { ScheduleEntry.settings.contains($0.key.string ?? "") })
        // A `splay` or range for all that is wrong is told with each job.
        for key in ["enabled", "skip_function"] where settings[key] != self.settings[key] {
            if let problem = ScheduleEntry.problem(ofSetting: key, in: settings) { problems.append(problem) }
        }
        let areNew = settings.removing(["enabled"]) != self.settings.removing(["enabled"])
        self.settings = settings
        var kept: [String: Row] = [:]
        order = []
        for (key, value) in schedule {
            let name = key.scalarText ?? ""
            if ScheduleEntry.settings.contains(name) { continue }
            order.append(name)
            if !areNew, let row = rows[name], row.source == value, row.whens == whens {
                kept[name] = row
                continue
            }
            var row = Row(source: value, whens: whens)
            do {
                let entry = try ScheduleEntry(name: name, value, whens: whens, in: settings)
                if !areNew, let old = rows[name], old.whens == whens, old.isPlanned(as: value) {
                    row.timer = old.timer
                    row.timer?.adopt(entry)
                } else {
                    row.timer = ScheduleTimer(
                        entry, now: now, zone: zone, isAtStart: rows[name] == nil, random: random)
                }
            } catch {
                problems.append(error)
            }
            kept[name] = row
        }
        rows = kept
        return problems
    }

    /// The jobs whose turn has come, in the schedule's order; each has its next turn planned.
    package mutating func turns(at now: Int64) -> [Turn] {
        let isOff = settings["enabled"].map { $0 != true } ?? false
        var turns: [Turn] = []
        for name in order {
            guard var timer = rows[name]?.timer, let turn = timer.turn(at: now) else { continue }
            rows[name]?.timer = timer
            turns.append(Turn(entry: timer.entry, turn: isOff ? .skip("disabled") : turn))
        }
        return turns
    }

    /// What runs instead of a job whose turn comes at a time that is left out (`skip_function`).
    package func substitute(for turn: Turn) -> FunctionCall? {
        guard case .skip(let reason) = turn.turn, ["in_skip_range", "not_in_range", "skip_explicit"].contains(reason),
            let name = settings["skip_function"]?.string
        else { return nil }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return FunctionCall(
            FunctionName(module: parts[0], function: parts[1]), arguments: turn.entry.call.arguments,
            keywords: turn.entry.call.keywords)
    }

    package func entry(_ name: String) -> ScheduleEntry? { rows[name]?.timer?.entry }

    /// When each job comes next, in microseconds since 1970; those that never do are left out.
    package var due: [String: Int64] { rows.compactMapValues { $0.timer?.due } }

    /// The longest pause while there are jobs: so late it is noticed that the machine's clock was set.
    package static let longestPause = Duration.seconds(30)

    /// How long nothing is due; nil where nothing ever is.
    package func pause(at now: Int64) -> Duration? {
        due.values.min().map { min(.microseconds(max(0, $0 - now)), Self.longestPause) }
    }
}

extension ValueMap {
    fileprivate func removing(_ keys: [String]) -> ValueMap {
        var copy = self
        for key in keys { copy.removeValue(forKey: key) }
        return copy
    }
}
