import ArgumentParser
import Model
import Values

/// `pigeon jobs watch JID`: each return as it comes, until the job is over for every minion.
struct JobsWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a job until it is over for every minion.")

    /// What is heard of the job beside its entry in the ledger.
    private enum News: Sendable {
        case event(ReportedEvent)
        case tick
    }

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The job's id.")
    var jid: String

    func run() async throws {
        let client = try master.client()
        let runner = JobRunner(client)
        let presenter = try output.presenter()
        var watch = JobWatch(jid: jid)
        Self.show(watch.take(job: try await runner.job(jid)), presenter)
        Self.tell(watch.news)
        if !watch.isOver { watch = try await follow(watch, client, presenter) }
        for (minion, sentence) in watch.silent { Terminal.result(presenter.missing(minion, sentence)) }
        if watch.hasFailures { throw ExitCode(1) }
    }

    private static func show(_ answers: [JobAnswer], _ presenter: Presenter) {
        for answer in answers { Terminal.result(answer.text(presenter)) }
    }

    private static func tell(_ news: [String]) { for line in news { Terminal.say("  \(line)") } }

    /// Listens to the bus, and asks the ledger every two seconds: a return may have come before the listening began.
    private func follow(
        _ begun: JobWatch, _ client: ControlClient, _ presenter: Presenter
    ) async throws -> JobWatch {
        let (news, continuation) = AsyncStream.makeStream(of: News.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await client.events(matching: "*/job/\(jid)/*") { event in
                    continuation.yield(.event(event))
                    return true
                }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(2))
                    continuation.yield(.tick)
                }
            }
            defer { group.cancelAll() }
            var watch = begun
            for await item in news {
                switch item {
                case .event(let event): Self.show(watch.take(event: event), presenter)
                case .tick:
                    Self.show(watch.take(job: try await JobRunner(client).job(jid)), presenter)
                    Self.tell(watch.news)
                }
                if watch.isOver { break }
            }
            return watch
        }
    }
}

/// What is known of a job that is followed.
struct JobWatch: Sendable {
    let jid: String
    private var seen: Set<String> = []
    private var pending: Set<String> = []
    /// Those that don't return any more, with what is said of each.
    private(set) var silent: [(minion: String, sentence: String)] = []
    private(set) var hasFailures = false
    /// How far runs are by the ledger's entry that was taken last, where that had not been told.
    private(set) var news: [String] = []
    /// What is known to be under way, by minion.
    private var told: [String: Set<String>] = [:]

    init(jid: String) { self.jid = jid }

    var isOver: Bool { pending.isEmpty }

    /// Takes the ledger's entry.
    ///
    /// - Returns: the returns that are new.
    mutating func take(job: Value) -> [JobAnswer] {
        let entry = LedgerEntry(job)
        pending = Set(entry.pending)
        hasFailures = hasFailures || !entry.outcomes.allSatisfy { $0.outcome == nil || $0.outcome == .succeeded }
        let new = entry.answers.compactMap { take($0) }
        news = entry.progress.compactMap { minion, progress in
            let running = Set(progress.running)
            defer { told[minion] = running }
            if let known = told[minion], running.isSubset(of: known) { return nil }
            return Progress.text(of: minion, progress)
        }
        silent = entry.outcomes.filter { $0.outcome != nil && !seen.contains($0.minion) }.map { minion, outcome in
            (minion, entry.sentence(ofSilent: minion, outcome))
        }
        return new
    }

    /// Takes what the bus tells: a return, or a step of a state run, which is progress.
    mutating func take(event: ReportedEvent) -> [JobAnswer] {
        let parts = event.tag.split(separator: "/")
        guard parts.count > 3 else { return [] }
        switch (parts[0], parts[3]) {
        case ("salt", "prog"): Progress.show(step: event)
        case ("pigeon", "running"):
            if let minion = event.data["id"]?.string, let state = Progress.state(beginning: event) {
                told[minion, default: []].insert(state)
            }
            Progress.show(beginning: event)
        // One that returns all the same was too late.
        case ("pigeon", "given_up"): hasFailures = true
        default: break
        }
        guard parts[0] == "salt", parts[3] == "ret", let minion = event.data["id"]?.string else { return [] }
        return take(JobAnswer(minion: minion, .map(event.data))).map { [$0] } ?? []
    }

    private mutating func take(_ answer: JobAnswer) -> JobAnswer? {
        pending.remove(answer.minion)
        guard seen.insert(answer.minion).inserted else { return nil }
        if answer.retcode != 0 { hasFailures = true }
        return answer
    }
}
