import CurlTransport
import Execution
import Logging
import Model
import Values

/// Keeps the minion connected: enrols, tells its grains, reads the stream of jobs, and begins again when it ends.
///
/// Masters are tried in order, each once, then there is a wait. When a connection ends, the master after it is the next
/// to be tried: one that greets and then falls silent does not hold the minion up. It does not go back by itself.
struct MasterConnection: Sendable {
    /// A job may carry a whole pillar.
    private static let maximumLineLength = 64 << 20

    let masters: [MasterAddress]
    let store: IdentityStore
    let enrolment: Enrolment
    let link: MasterLink
    let executor: any JobExecutor
    let logger: Logger
    /// What is done once the master listens.
    let onConnect: @Sendable () -> Void
    let onLine: @Sendable (MinionLine) async -> Void

    /// What came of one master.
    private enum Attendance {
        /// It had greeted.
        case connected
        /// It waits for the operator to accept the key.
        case pending
        case failed
    }

    /// Works until it is cancelled.
    func run() async {
        var backoff = Backoff()
        var pending = Backoff(first: .seconds(2), limit: .seconds(10))
        var order = masters
        while !Task.isCancelled {
            let wait: Duration
            switch await round(&order) {
            case .connected:
                backoff.reset()
                pending.reset()
                wait = backoff.next()
            case .pending: wait = pending.next()
            case .failed: wait = backoff.next()
            }
            logger.debug("the next attempt to connect comes later", metadata: ["wait": "\(wait.phrase)"])
            do { try await Task.sleep(for: wait) } catch { return }
        }
    }

    /// Tries the masters in order, until there was a connection: that master is then the last.
    private func round(_ order: inout [MasterAddress]) async -> Attendance {
        var outcome = Attendance.failed
        for (index, address) in order.enumerated() where !Task.isCancelled {
            switch await attend(address) {
            case .connected:
                order = Array(order[(index + 1)...] + order[...index])
                return .connected
            case .pending: outcome = .pending
            case .failed: break
            }
        }
        return outcome
    }

    /// One connection from its beginning to its end.
    private func attend(_ address: MasterAddress) async -> Attendance {
        let watch = LineWatch(start: .now)
        let greeted = Greeting()
        do {
            guard let credentials = try await credentials(at: address) else { return .pending }
            let client = MasterClient(address: address, credentials: credentials)
            let grains = try await executor.grains()
            _ = try await client.send(client.request("PUT", "/v1/grains", body: .map(grains)))
            let stream = try await client.jobs()
            link.use(client)
            onConnect()
            logger.notice("connected", metadata: ["master": "\(address)"])
            try await listen(to: stream, watch, greeted)
            logger.warning("the master ended the connection", metadata: ["master": "\(address)"])
        } catch MasterError.unauthorised(_, let reason) {
            logger.error(
                "the master no longer accepts this minion's certificate, the minion enrols again: \(reason)",
                metadata: ["master": "\(address)"])
            enrolAgain()
        } catch let error as MasterError where error.saysCertificateEnded {
            logger.error(
                "the master takes this minion's certificate for ended, the minion enrols again: \(error)",
                metadata: ["master": "\(address)"])
            enrolAgain()
        } catch is CancellationError {
            return greeted.happened ? .connected : .failed
        } catch  where Task.isCancelled {
            return greeted.happened ? .connected : .failed
        } catch {
            logger.error("\(error)", metadata: ["master": "\(address)"])
        }
        return greeted.happened ? .connected : .failed
    }

    /// - Returns: nil while the key is not accepted.
    private func credentials(at address: MasterAddress) async throws -> Credentials? {
        if let credentials = try enrolment.credentials(for: address) { return credentials }
        return try await enrolment.complete(at: address)
    }

    private func enrolAgain() {
        link.use(nil)
        do {
            try store.forgetCertificate()
        } catch {
            logger.error("\(error)")
        }
    }

    private func listen(to stream: HTTPStream, _ watch: LineWatch, _ greeted: Greeting) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while ContinuousClock.now < watch.deadline {
                    // Until the greeting has told the heartbeat, the deadline can still come nearer.
                    let next = greeted.happened ? watch.deadline : min(watch.deadline, .now + .seconds(1))
                    try await Task.sleep(until: next, clock: .continuous)
                }
                stream.cancel()
                throw Diagnostic("the master was silent for \(watch.patience.phrase), the connection counts as dead")
            }
            group.addTask {
                for try await text in stream.lines(maximumLength: Self.maximumLineLength) where !text.isEmpty {
                    guard let line = read(text) else { continue }
                    watch.saw(line, at: .now)
                    if case .hello = line { greeted.note() }
                    await onLine(line)
                }
            }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch TransportError.cancelled where ContinuousClock.now >= watch.deadline {
                // The watch ended the stream: its own sentence is the reason.
                try await group.next()
            }
        }
    }

    private func read(_ text: String) -> MinionLine? {
        do {
            return try MinionLine(value: try JSON.read(text, file: "the master's stream"))
        } catch {
            logger.error("a line from the master can't be read: \(error)", metadata: ["line": "\(text.prefix(200))"])
            return nil
        }
    }
}
