import Execution
import Logging
import Model
import Values

/// Brings the spool's returns to the master, oldest first, until each is acknowledged.
struct ReturnCourier: Sendable {
    private let minion: MinionID
    private let spool: ReturnSpool
    private let link: MasterLink
    private let logger: Logger
    private let signal = Signal()

    init(minion: MinionID, spool: ReturnSpool, link: MasterLink, logger: Logger) {
        self.minion = minion
        self.spool = spool
        self.link = link
        self.logger = logger
    }

    /// There is a new return, or a new connection.
    func wake() { signal.raise() }

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

    /// A return that is too large is answered for in a few words, so that nobody waits for it.
    private func setAside(_ jid: JobID, _ body: [UInt8], _ error: MasterError) throws {
        let path = try spool.setAside(jid)
        logger.error(
            "the master will not take a return, it is kept aside: \(error)",
            metadata: ["jid": "\(jid)", "file": "\(path)"])
        guard error.saysTooLarge else { return }
        let answer = try JobReturn(body: try JSON.read(body, file: path), from: minion)
        try spool.store(
            answer.tooLarge("\(body.count) bytes, more than the master takes; it is in \(path) on the minion"))
    }

    /// Brings a return that the disk could not take; repeats until the master has it or the task is cancelled.
    func postDirectly(_ answer: JobReturn) async {
        var answer = answer
        var isShort = false
        var backoff = Backoff(first: .seconds(1), limit: .seconds(30))
        while !Task.isCancelled {
            if let client = link.client {
                do {
                    _ = try await client.send(client.request("POST", "/v1/returns", body: answer.body))
                    return
                } catch {
                    logger.warning("a return that is not on disk waits: \(error)", metadata: ["jid": "\(answer.id)"])
                    if error.saysTooLarge, !isShort {
                        isShort = true
                        answer = answer.tooLarge("more bytes than the master takes, and the minion's disk has no room")
                        continue
                    }
                    if !error.isTransient { return }
                }
            }
            do { try await Task.sleep(for: backoff.next()) } catch { return }
        }
    }
}

extension MasterError {
    fileprivate var saysTooLarge: Bool {
        if case .refused(_, status: 413, _) = self { true } else { false }
    }
}

extension JobReturn {
    /// The answer in place of a return that the master will not take.
    fileprivate func tooLarge(_ what: String) -> JobReturn {
        var answer = self
        answer.value = .string("the return has \(what)")
        answer.retcode = max(1, retcode)
        answer.outputter = nil
        return answer
    }
}
