import Glibc
import Synchronization
import UnixSignals
import Values

/// Work that the master carries out whether or not this program waits for it: what is said when the wait is interrupted.
struct MasterWork: Sendable {
    enum Kind: Sendable {
        /// An action on an application.
        case stack(action: String, app: String)
        /// A job on minions.
        case minions
        /// Jobs on minions, so many at a time.
        case batches
        /// A runner that is in the ledger as a job.
        case orchestration(String)
        /// Any other runner.
        case runner(String)
    }

    let kind: Kind

    /// Waits for the work.
    ///
    /// - Parameter work: tells the ledger's id from the events that it hears.
    /// - Throws: `ControlError.interrupted` on SIGINT and SIGTERM; what `work` throws.
    func wait<Result: Sendable>(
        for work: @escaping @Sendable (SeenJob) async throws -> Result
    ) async throws -> Result {
        let trapped = [UnixSignal.sigint, .sigterm].filter { !Self.isIgnored($0) }
        let signals = await UnixSignalsSequence(trapping: trapped)
        let job = SeenJob()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work(job) }
            group.addTask {
                for await signal in signals { throw interruption(by: signal, job.id) }
                return nil
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let next { return next }
            }
            throw CancellationError()
        }
    }

    private func interruption(by signal: UnixSignal, _ jid: String?) -> ControlError {
        .interrupted(signal: signal.rawValue, message: message(jid), hint: hint(jid))
    }

    private func message(_ jid: String?) -> String {
        let job = jid.map { " as job \($0)" } ?? ""
        return switch kind {
        case .stack(let action, let app): "interrupted: \(action) of \(app) goes on at the master\(job)"
        case .minions: "interrupted: \(jid.map { "job \($0)" } ?? "the job") goes on on the minions"
        case .batches: "interrupted: the master goes on with the batches"
        case .orchestration(let name), .runner(let name): "interrupted: \(name) goes on at the master\(job)"
        }
    }

    private func hint(_ jid: String?) -> String {
        switch (kind, jid) {
        case (.stack(_, let app), let jid?):
            "follow it: `pigeon jobs watch \(jid)`; how it ended: `pigeon stack history \(app)`"
        case (.stack(_, let app), nil): "how it went: `pigeon stack history \(app)`"
        case (.minions, let jid?): "follow it: `pigeon jobs watch \(jid)`; stop it: `pigeon jobs kill \(jid)`"
        case (.minions, nil), (.orchestration, nil): "`pigeon jobs list` shows the newest jobs"
        case (.batches, _): "stop them: `pigeon jobs kill JID` of one that runs; `pigeon jobs list` shows which"
        case (.orchestration, let jid?): "follow it: `pigeon jobs watch \(jid)`"
        case (.runner, let jid?): "`pigeon events 'salt/run/\(jid)/*'` tells when it ends"
        case (.runner, nil): "`pigeon events 'salt/run/*'` tells when it ends"
        }
    }

    /// Whoever started this program in the background wants it to stay.
    private static func isIgnored(_ signal: UnixSignal) -> Bool {
        var action = sigaction()
        guard sigaction(signal.rawValue, nil, &action) == 0 else { return false }
        // SIG_IGN is the address 1, which Swift's importer leaves out.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}

/// The id of the job that is waited for, as soon as an event has told it.
final class SeenJob: Sendable {
    private let found = Mutex<String?>(nil)

    var id: String? { found.withLock { $0 } }

    /// `salt/job/JID/...` and `salt/run/JID/...`; the first one is the work's own.
    func take(_ event: ReportedEvent) {
        let parts = event.tag.split(separator: "/")
        guard parts.count > 2, parts[0] == "salt", parts[1] == "job" || parts[1] == "run" else { return }
        found.withLock { $0 = $0 ?? String(parts[2]) }
    }
}
