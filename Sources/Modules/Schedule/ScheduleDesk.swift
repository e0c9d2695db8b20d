import Model
import Values

/// What can be done to a schedule, answered as Salt's module answers: `{result, comment, changes}`.
struct ScheduleDesk {
    struct Answer {
        var result = true
        var comment: String
        var changes: ValueMap = [:]

        var value: Value { ["result": .bool(result), "comment": .string(comment), "changes": .map(changes)] }

        static func failed(_ comment: String) -> Answer { Answer(result: false, comment: comment) }
    }

    let book: ScheduleBook

    func add(_ name: String, _ keywords: ValueMap) -> Answer {
        guard listed(showsHidden: true)[name] == nil else { return .failed("Job \(name) already exists in schedule.") }
        do {
            let item = try ScheduleItem(name, keywords, whens: book.whens)
            if isTest(keywords) { return Answer(comment: "Job: \(name) would be added to schedule.") }
            book.set(name, .map(item.value))
        } catch {
            return refusal(error)
        }
        return kept(keywords, Answer(comment: "Added job: \(name) to schedule.", changes: [name: "added"]))
    }

    func modify(_ name: String, _ keywords: ValueMap) -> Answer {
        guard let current = listed(showsHidden: true)[name]?.map, let source = book.source(of: name) else {
            return .failed("Job \(name) does not exist in schedule.")
        }
        var keywords = keywords
        keywords["function"] = keywords["function"] ?? current["function"]
        let item: ScheduleItem
        do { item = try ScheduleItem(name, keywords, whens: book.whens) } catch { return refusal(error) }
        guard item.value != current else { return Answer(comment: "Job \(name) in correct state") }
        let changes: ValueMap = [name: ["old": .map(current), "new": .map(item.value)]]
        if isTest(keywords) {
            return Answer(comment: "Job: \(name) would be modified in schedule.", changes: changes)
        }
        book.set(name, .map(item.value), in: source)
        return kept(keywords, Answer(comment: "Modified job: \(name) in schedule.", changes: changes), source)
    }

    func delete(_ name: String, _ keywords: ValueMap) -> Answer {
        if isTest(keywords) { return Answer(comment: "Job: \(name) would be deleted from schedule.") }
        guard let source = book.source(of: name), !ScheduleEntry.settings.contains(name) else {
            return .failed("Job \(name) does not exist.")
        }
        book.set(name, nil, in: source)
        let answer = Answer(comment: "Deleted Job \(name) from schedule.", changes: [name: "removed"])
        return kept(keywords, answer, source)
    }

    func purge(_ keywords: ValueMap) -> Value {
        var comments: [Value] = []
        var changes: ValueMap = [:]
        for name in listed(showsHidden: false).keyTexts where !ScheduleEntry.settings.contains(name) {
            let answer = delete(name, keywords)
            comments.append(
                .string(isTest(keywords) ? answer.comment : "Deleted job: \(name) from schedule."))
            for (key, value) in answer.changes { changes[key] = value }
        }
        return ["comment": .list(comments), "changes": .map(changes), "result": true]
    }

    func setEnabled(_ isEnabled: Bool, job name: String, _ keywords: ValueMap) -> Answer {
        let word = isEnabled ? "enabled" : "disabled"
        guard let source = book.source(of: name), var entry = book.jobs(of: source)[name]?.map else {
            return .failed("Job \(name) does not exist.")
        }
        if isTest(keywords) { return Answer(comment: "Job: \(name) would be \(word) in schedule.") }
        entry["enabled"] = .bool(isEnabled)
        book.set(name, .map(entry), in: source)
        let verb = isEnabled ? "Enabled" : "Disabled"
        let answer = Answer(comment: "\(verb) Job \(name) in schedule.", changes: [name: .string(word)])
        return kept(keywords, answer, source)
    }

    func setEnabled(_ isEnabled: Bool, _ keywords: ValueMap) -> Answer {
        let word = isEnabled ? "enabled" : "disabled"
        if isTest(keywords) { return Answer(comment: "Schedule would be \(word).") }
        book.set("enabled", .bool(isEnabled))
        let verb = isEnabled ? "Enabled" : "Disabled"
        return kept(keywords, Answer(comment: "\(verb) schedule on minion.", changes: ["schedule": .string(word)]))
    }

    /// Leaves one turn of a job out, and lets it come at another time.
    ///
    /// - Parameters:
    ///   - time: when the turn would come, by the local clock.
    ///   - format: what the times look like.
    func postpone(_ name: String, from time: String, to newTime: String, format: String, _ keywords: ValueMap) -> Answer
    {
        note(
            name, ["skip_explicit": time, "run_explicit": newTime], format, keywords, would: "postponed",
            done: "Postponed Job \(name) in schedule.")
    }

    /// Leaves one turn of a job out.
    func skip(_ name: String, at time: String, format: String, _ keywords: ValueMap) -> Answer {
        note(
            name, ["skip_explicit": time], format, keywords, would: "skipped",
            done: "Added Skip Job \(name) in schedule.")
    }

    /// Adds single turns to a job, until the minion ends.
    private func note(
        _ name: String, _ times: KeyValuePairs<String, String>, _ format: String, _ keywords: ValueMap,
        would: String, done: String
    ) -> Answer {
        do throws(Diagnostic) {
            for (_, time) in times { _ = try TimePattern(format).read(time) }
        } catch {
            return .failed("Date string could not be parsed.")
        }
        if isTest(keywords) { return Answer(comment: "Job: \(name) would be \(would) in schedule.") }
        guard let source = book.source(of: name), var entry = book.jobs(of: source)[name]?.map else {
            return .failed("Job \(name) does not exist.")
        }
        for (key, time) in times {
            let turn: Value = ["time": .string(time), "time_fmt": .string(format)]
            entry[key] = .list((entry[key]?.list ?? []) + [turn])
        }
        book.set(name, .map(entry), in: source)
        return Answer(comment: done)
    }

    func run(_ name: String, force: Bool) -> Answer {
        guard let job = book.jobs()[name]?.map else { return .failed("Job \(name) does not exist.") }
        if job["enabled"]?.isTruthy == false, !force { return Answer(comment: "Job \(name) is disabled.") }
        book.ask(for: name)
        return Answer(comment: "Scheduling Job \(name) on minion.")
    }

    /// The jobs as they are shown: each with `enabled`, those of the minion's own only when asked for.
    func listed(showsHidden: Bool, showsDisabled: Bool = true, of source: ScheduleBook.Source? = nil) -> ValueMap {
        var shown: ValueMap = [:]
        for (key, value) in book.jobs(of: source) {
            guard let name = key.scalarText, var job = value.map, !ScheduleEntry.settings.contains(name) else {
                shown[key] = value
                continue
            }
            if name.hasPrefix("__"), !showsHidden { continue }
            for key in ScheduleEntry.explicitKeys { job.removeValue(forKey: key) }
            job["enabled"] = .bool(job["enabled"]?.isTruthy ?? true)
            if job["enabled"] == false, !showsDisabled { continue }
            shown[key] = .map(job)
        }
        return shown
    }

    private func isTest(_ keywords: ValueMap) -> Bool { keywords["test"]?.isTruthy ?? false }

    private func refusal(_ problem: Diagnostic) -> Answer {
        .failed(problem.hint.map { "\(problem.message) (\($0))" } ?? problem.message)
    }

    /// The answer, after the change was saved where it is to be.
    private func kept(
        _ keywords: ValueMap, _ answer: Answer, _ source: ScheduleBook.Source = .configuration
    ) -> Answer {
        guard keywords["persist"]?.isTruthy ?? true, source == .configuration, book.fragment != nil else {
            return answer
        }
        do {
            try book.save()
            return answer
        } catch {
            var answer = answer
            answer.result = false
            answer.comment += " It holds until the minion ends: \(error)"
            return answer
        }
    }
}
