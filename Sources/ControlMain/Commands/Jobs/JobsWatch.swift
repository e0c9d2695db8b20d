import ArgumentParser
import Model
import Values

/// `pigeon jobs watch JID`: each return as it comes, until all are there.
struct JobsWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a job until every minion has returned.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The job's id.")
    var jid: String

    func run() async throws {
        let client = try master.client()
        let runner = JobRunner(client)
        let presenter = try output.presenter()
        var watch = JobWatch(jid: jid)
        show(watch.take(job: try await runner.job(jid)), presenter)
        while !watch.isOver {
            // Asked again whenever the bus is silent or ends: a return may have come before the listening began.
            let next = try await returns(of: client, watch)
            watch = next.watch
            show(next.returns, presenter)
            show(watch.take(job: try await runner.job(jid)), presenter)
        }
        if watch.hasFailures { throw ExitCode(1) }
    }

    private func show(_ returns: [JobWatch.Return], _ presenter: Presenter) {
        for answer in returns {
            Terminal.result(
                presenter.text(.map([answer.minion: answer.value]), declared: answer.outputter, retcode: answer.retcode)
            )
        }
    }

    /// Listens for the next return, for two seconds at most.
    private func returns(of client: ControlClient, _ watch: JobWatch) async throws
        -> (watch: JobWatch, returns: [JobWatch.Return])
    {
        let prefix = "salt/job/\(jid)/ret/"
        return try await withThrowingTaskGroup(of: (JobWatch, [JobWatch.Return])?.self) { group in
            group.addTask {
                var watch = watch
                var found: [JobWatch.Return] = []
                try await client.events(matching: "\(prefix)*") { event in
                    guard event.tag.hasPrefix(prefix) else { return true }
                    found = watch.take(event: event)
                    return found.isEmpty
                }
                return (watch, found)
            }
            group.addTask {
                try await Task.sleep(for: .seconds(2))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let found = first else { return (watch, []) }
            return found
        }
    }
}

/// What is known of a job that is followed.
struct JobWatch: Sendable {
    struct Return: Sendable, Hashable {
        var minion: String
        var value: Value
        var retcode: Int
        var outputter: String?
    }

    let jid: String
    private var seen: Set<String> = []
    private var missing: Set<String> = []
    private(set) var hasFailures = false

    init(jid: String) { self.jid = jid }

    var isOver: Bool { missing.isEmpty }

    /// Takes the ledger's entry.
    ///
    /// - Returns: the returns that are new.
    mutating func take(job: Value) -> [Return] {
        missing = Set(job["Missing"]?.list?.compactMap(\.scalarText) ?? [])
        return (job["Result"]?.map ?? [:]).compactMap { minion, answer in
            take(minion.scalarText ?? "", answer)
        }
    }

    /// Takes a return from the bus.
    mutating func take(event: ReportedEvent) -> [Return] {
        guard let minion = event.data["id"]?.string else { return [] }
        return take(minion, .map(event.data)).map { [$0] } ?? []
    }

    private mutating func take(_ minion: String, _ answer: Value) -> Return? {
        missing.remove(minion)
        guard seen.insert(minion).inserted else { return nil }
        let retcode = answer["retcode"]?.int ?? 0
        if retcode != 0 { hasFailures = true }
        return Return(
            minion: minion, value: answer["return"] ?? .null, retcode: retcode, outputter: answer["out"]?.string)
    }
}
