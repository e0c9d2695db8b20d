import Values

/// A crontab. What stands below a mark is managed job by job; mark and identifiers are Salt's, so that a crontab that Salt made
/// is understood.
package struct Crontab: Sendable, Hashable {
    package struct Variable: Sendable, Hashable {
        var name: String
        var value: String
    }

    enum Outcome: Sendable, Hashable { case present, new, updated }

    private static let mark = "# Lines below here are managed by Salt, do not edit"
    private static let identifierMark = "SALT_CRON_IDENTIFIER"
    private static let disabledMark = "#DISABLED#"

    /// The lines above the mark, which stay as they are.
    private(set) var before: [String] = []
    private(set) var variables: [Variable] = []
    private(set) var jobs: [CronJob] = []
    /// The jobs with a word such as `@daily`.
    private(set) var specials: [CronJob] = []

    init(_ text: String) {
        var isManaged = false
        var comment: String?
        var identifier: String?
        for var line in TextLines.bare(text)[...].droppingInstallerNote {
            if line == Self.mark {
                isManaged = true
            } else if !isManaged {
                before.append(line)
            } else {
                let isDisabled = line.hasPrefix(Self.disabledMark)
                if isDisabled { line.removeFirst(Self.disabledMark.count) }
                if line.hasPrefix("#") {
                    let note = Self.note(line, &identifier)
                    comment = comment.map { "\($0)\n\(note)" } ?? note
                } else if let variable = Self.variable(line) {
                    variables.append(variable)
                } else if var job = Self.job(line) {
                    (job.comment, job.identifier, job.isDisabled) = (comment, identifier, isDisabled)
                    if job.isSpecial { specials.append(job) } else { jobs.append(job) }
                    (comment, identifier) = (nil, nil)
                }
            }
        }
    }

    /// A comment's text; the identifier in it is noted.
    private static func note(_ line: String, _ identifier: inout String?) -> String {
        let text = line.drop { $0 == "#" || $0 == " " }
        guard let range = text.firstRange(of: identifierMark) else { return String(text) }
        let rest = text[range.upperBound...].prefix(upTo: text[range.upperBound...].firstRange(of: identifierMark))
        if rest.count > 1 { identifier = String(rest.dropFirst()) }
        return String(text[..<range.lowerBound]).trimmedEnd
    }

    private static func variable(_ line: String) -> Variable? {
        guard !line.hasPrefix("@"), let equals = line.firstIndex(of: "="), equals > line.startIndex else { return nil }
        guard !line[..<equals].contains(" ") else { return nil }
        return Variable(name: String(line[..<equals]), value: String(line[line.index(after: equals)...]))
    }

    /// Fields and command; nil for a line that is no job.
    private static func job(_ line: String) -> CronJob? {
        if line.hasPrefix("@") {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count > 1 else { return nil }
            return CronJob(times: [words[0]], command: words.dropFirst().joined(separator: " "))
        }
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let parts = line.split(maxSplits: 5, whereSeparator: isBlank).map(String.init)
        guard parts.count == 6 else { return nil }
        return CronJob(times: Array(parts.prefix(5)), command: String(parts[5].drop(while: isBlank)))
    }

    var text: String {
        var lines = before + [Self.mark]
        lines += variables.map { "\($0.name)=\($0.value.isEmpty ? "\"\"" : $0.value)" }
        for job in jobs + specials {
            if job.comment != nil || job.identifier != nil { lines.append(Self.remark(on: job)) }
            lines.append(
                (job.isDisabled ? Self.disabledMark : "") + job.times.joined(separator: " ") + " " + job.command)
        }
        return lines.map { "\($0)\n" }.joined()
    }

    private static func remark(on job: CronJob) -> String {
        var text = "#"
        if let comment = job.comment, !comment.isEmpty {
            text += " " + (job.isSpecial ? comment.trimmedEnd : comment).replacing("\n", with: "\n# ")
        }
        if let identifier = job.identifier, !identifier.isEmpty { text += " \(identifierMark):\(identifier)" }
        return text
    }

    /// Every job, those with a word last.
    var all: [CronJob] { jobs + specials }

    /// Puts a job in; one that is there and is meant by it is replaced. A new one is the last of its kind.
    mutating func set(_ wish: CronJob) -> Outcome {
        for job in all where job.matches(command: wish.command, identifier: wish.identifier) {
            guard job.differs(from: wish) else { return .present }
            let before = self
            if job.isSpecial {
                removeSpecial(wish.command, identifier: job.key)
            } else {
                removeJob(wish.command, identifier: job.key)
            }
            guard self != before else { return .present }
            let outcome = set(job.updated(to: wish))
            if self == before { return .present }
            return outcome == .new ? .updated : outcome
        }
        if wish.isSpecial { specials.append(wish) } else { jobs.append(wish) }
        return .new
    }

    /// Draws the lots of the job that was put in last.
    mutating func settle(_ job: CronJob) {
        if let index = jobs.lastIndex(of: job) { jobs[index].times = CronTimes.settled(job.times) }
    }

    /// - Parameter times: only a job that runs at these times; nil is any, and `random` any but `*`.
    /// - Returns: whether there was one.
    @discardableResult
    mutating func removeJob(_ command: String, identifier: String?, times: [String?] = []) -> Bool {
        let index = jobs.firstIndex { job in
            job.matches(command: command, identifier: identifier)
                && zip(job.times, times).allSatisfy { old, wanted in
                    wanted == nil || old == wanted || (wanted?.lowercased() == "random" && old != "*")
                }
        }
        guard let index else { return false }
        jobs.remove(at: index)
        return true
    }

    @discardableResult
    mutating func removeSpecial(_ command: String, identifier: String?, word: String? = nil) -> Bool {
        let index = specials.firstIndex {
            $0.matches(command: command, identifier: identifier) && (word == nil || $0.times == [word ?? ""])
        }
        guard let index else { return false }
        specials.remove(at: index)
        return true
    }

    mutating func setVariable(_ name: String, to value: String) -> Outcome {
        guard let index = variables.firstIndex(where: { $0.name == name }) else {
            variables.append(Variable(name: name, value: value))
            return .new
        }
        let old = variables[index].value
        guard old != value, !(value.isEmpty && old == "\"\"") else { return .present }
        variables.remove(at: index)
        variables.append(Variable(name: name, value: value))
        return .updated
    }

    /// Of several of the same name the last.
    mutating func removeVariable(_ name: String) -> Bool {
        guard let index = variables.lastIndex(where: { $0.name == name }) else { return false }
        variables.remove(at: index)
        return true
    }
}

extension ArraySlice<String> {
    /// Some programs put three lines of their own above a crontab that they print.
    fileprivate var droppingInstallerNote: ArraySlice<String> {
        first?.hasPrefix("# DO NOT EDIT THIS FILE - edit the master and reinstall.") == true ? dropFirst(3) : self
    }
}

extension Substring {
    fileprivate func prefix(upTo range: Range<String.Index>?) -> Substring {
        range.map { self[..<$0.lowerBound] } ?? self
    }
}
