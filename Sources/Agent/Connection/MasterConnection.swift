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
    /// A connection that ends sooner says nothing good of its master.
    private static let lasting = Duration.seconds(10)

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
        // Whether something was wrong since the last connection: then its end is told as loudly.
        var isTroubled = false
        while !Task.isCancelled {
            let wait: Duration
            switch await round(&order, &isTroubled) {
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

    /// Tries the masters in order, until there was a connection. That master is then the first, as it has the jobs that the
    /// minion works on; but where it did not hold the connection, the last.
    private func round(_ order: inout [MasterAddress], _ isTroubled: inout Bool) async -> Attendance {
        var outcome = Attendance.failed
        for (index, address) in order.enumerated() where !Task.isCancelled {
            let begin = ContinuousClock.now
            switch await attend(address, &isTroubled) {
            case .connected:
                let others = order[(index + 1)...] + order[..<index]
                order = .now - begin < Self.lasting ? others + [address] : [address] + others
                return .connected
            case .pending: outcome = .pending
            case .failed: break
            }
        }
        return outcome
    }

    /// One connection from its beginning to its end.
    ///
    /// - Parameter enrolsAgain: whether the key is shown at once to a master that does not accept the certificate.
    private func attend(
        _ address: MasterAddress, _ isTroubled: inout Bool, enrolsAgain: Bool = true
    ) async -> Attendance {
        let watch = LineWatch(start: .now)
        let greeted = Greeting()
        var isOpen = false
        do {
            guard let credentials = try await credentials(at: address) else {
                isTroubled = true
                return .pending
            }
            let client = MasterClient(address: address, credentials: credentials)
            try await client.tell(grains: try await executor.grains())
            let stream = try await client.jobs()
            link.use(client)
            onConnect()
            logger.log(level: isTroubled ? .warning : .notice, "connected", metadata: ["master": "\(address)"])
            (isOpen, isTroubled) = (true, false)
            try await listen(to: stream, watch, greeted)
            tellEnd("the master ended the connection", address, nil, &isTroubled)
        } catch MasterError.unauthorised(_, let reason) {
            tellRefusal(by: address, reason)
            isTroubled = true
            enrolAgain()
            if enrolsAgain { return await attend(address, &isTroubled, enrolsAgain: false) }
        } catch let error as MasterError where error.saysCertificateEnded {
            logger.error(
                "the master takes this minion's certificate for ended, the minion enrols again: \(error)",
                metadata: ["master": "\(address)"])
            isTroubled = true
            enrolAgain()
        } catch is CancellationError {
            return greeted.happened ? .connected : .failed
        } catch  where Task.isCancelled {
            return greeted.happened ? .connected : .failed
        } catch  where isOpen {
            tellEnd("the connection to the master is lost", address, Self.reason(error), &isTroubled)
        } catch {
            let told = await enrolment.explanation(of: error)
            logger.error("\(told)", metadata: ["master": "\(address)"])
            isTroubled = true
        }
        return greeted.happened ? .connected : .failed
    }

    private func tellEnd(
        _ sentence: String, _ address: MasterAddress, _ reason: String?, _ isTroubled: inout Bool
    ) {
        var metadata: Logger.Metadata = ["master": "\(address)"]
        if let reason { metadata["reason"] = "\(reason)" }
        logger.warning("\(sentence), the minion connects again by itself", metadata: metadata)
        isTroubled = true
    }

    /// Each master of several issues certificates of its own: one that another has issued is no error.
    private func tellRefusal(by address: MasterAddress, _ reason: String) {
        if masters.count > 1 {
            logger.info(
                "this master has not issued the minion's certificate, the minion shows its key there",
                metadata: ["master": "\(address)"])
        } else {
            logger.warning(
                "the master no longer accepts this minion's certificate, the minion enrols again: \(reason)",
                metadata: ["master": "\(address)"])
        }
    }

    /// What a broken connection says, without the path of the request that was on it.
    private static func reason(_ error: any Error) -> String {
        if case TransportError.connectionLost(_, let reason) = error { return reason }
        return "\(error)"
    }

    /// - Returns: nil while the key is not accepted.
    private func credentials(at address: MasterAddress) async throws -> Credentials? {
        if let credentials = try enrolment.credentials() { return credentials }
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
