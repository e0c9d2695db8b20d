import Execution
import Logging
import Model
import Values

/// Brings the spool's returns to the master, oldest first, until each is acknowledged. Before them it tells which jobs of
/// the minion's own have begun, so that no such notice comes after the job's return.
struct ReturnCourier: Sendable {
    private let minion: MinionID
    private let spool: ReturnSpool
    private let journal: JobJournal
    private let link: MasterLink
    private let logger: Logger
    private let signal = Signal()
    let notices: OwnJobNotices

    init(minion: MinionID, spool: ReturnSpool, journal: JobJournal, link: MasterLink, logger: Logger) {
        self.minion = minion
        self.spool = spool
        self.journal = journal
        self.link = link
        self.logger = logger
        notices = OwnJobNotices(link: link, logger: logger)
    }

    /// There is a new return, or a job of the minion's own has begun.
    func wake() { signal.raise() }

    /// There is a new connection.
    func connected() {
        notices.connected()
        wake()
    }

    /// The master is there: what it could not take before, it may take now.
    func heartbeat() { if notices.areDue { wake() } }

    /// Works until it is cancelled.
    func run() async {
        for await _ in signal.wakes {
            var backoff = Backoff(first: .seconds(1), limit: .seconds(30))
            while await deliver() == .retry {
                do { try await Task.sleep(for: backoff.next()) } catch { return }
            }
        }
    }

    enum Progress: Sendable { case done, retry }

    /// Posts everything that is there; `.retry` when the master could not take it now.
    func deliver() async -> Progress {
        await notices.tell()
        do {
            while let (jid, body) = try spool.oldest() {
                // Without a way to the master there is nothing to retry: the next connection wakes the courier.
                guard let client = link.client else { return .done }
                do {
                    _ = try await client.send(client.request("POST", "/v1/returns", bytes: body))
                    try spool.remove(jid)
                } catch let error as MasterError {
                    if error.isTransient {
                        logger.info("a return waits in the spool: \(error)", metadata: ["jid": "\(jid)"])
                        return Task.isCancelled ? .done : .retry
                    }
                    try setAside(jid, body, error)
                }
            }
            return .done
        } catch {
            logger.critical("the spool can't be read or written: \(error)")
            return .retry
        }
    }

    /// In the place of a return that the master will never take it gets one of a few words: the job has run, nobody must
    /// wait for it, and no order of it may come to be refused as expired.
    private func setAside(_ jid: JobID, _ body: [UInt8], _ error: MasterError) throws {
        guard let path = try spool.setAside(jid), let order = try journal.order(jid) else {
            logger.critical(
                "the master takes no return of a job, which stays without one: \(error)", metadata: ["jid": "\(jid)"])
            return try spool.remove(jid)
        }
        logger.error(
            "the master will not take a return, it is kept aside: \(error)",
            metadata: ["jid": "\(jid)", "file": "\(path)"])
        let why = error.saysTooLarge ? "it has \(body.count) bytes, more than the master takes" : "\(error)"
        let answer = JobReturn(id: jid, minion: minion, function: order.call.function, value: .null, retcode: 1)
        try spool.store(order.owned(answer.notTaken("\(why); it is in \(path) on the minion")))
        for old in try spool.thinAside(except: jid) {
            logger.warning(
                "the oldest return that was kept aside is removed, there are too many", metadata: ["jid": "\(old)"])
        }
    }

    /// Brings a return that the disk could not take; repeats until the master has it or the task is cancelled.
    ///
    /// - Returns: false when it was cancelled.
    @discardableResult
    func postDirectly(_ answer: JobReturn) async -> Bool {
        var answer = answer
        var isShort = false
        var backoff = Backoff(first: .seconds(1), limit: .seconds(30))
        while !Task.isCancelled {
            if let client = link.client {
                do {
                    _ = try await client.send(client.request("POST", "/v1/returns", body: answer.body))
                    return true
                } catch {
                    logger.warning("a return that is not on disk waits: \(error)", metadata: ["jid": "\(answer.id)"])
                    if !error.isTransient {
                        if isShort { return true }
                        isShort = true
                        answer = answer.notTaken("\(error); the minion's disk has no room to keep it")
                        continue
                    }
                }
            }
            do { try await Task.sleep(for: backoff.next()) } catch { return false }
        }
        return false
    }
}

extension MasterError {
    fileprivate var saysTooLarge: Bool {
        if case .refused(_, status: 413, _) = self { true } else { false }
    }
}

extension JobReturn {
    /// The answer in place of a return that the master does not take: no success, whatever it was.
    fileprivate func notTaken(_ why: String) -> JobReturn {
        lost("the job ran, but the master did not take its return: \(why)")
    }

    /// The answer in place of a return that nobody will see.
    func lost(_ sentence: String) -> JobReturn {
        var answer = self
        answer.value = .string(sentence)
        answer.retcode = max(1, retcode)
        answer.outputter = nil
        return answer
    }
}
