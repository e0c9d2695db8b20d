import Logging
import Model
import Synchronization
import Values

/// Takes orders, runs each at most once, several side by side, and hands every return to the spool.
final class JobDesk: Sendable {
    private let minion: MinionID
    private let executor: any JobExecutor
    private let journal: JobJournal
    private let spool: ReturnSpool
    private let courier: ReturnCourier
    private let now: @Sendable () -> Int64
    private let logger: Logger
    private let running = RunningJobs()
    private let offset = Mutex(ClockOffset())
    private let start = ContinuousClock.now
    /// Microseconds since 1970.
    private let lastOwnID = Mutex<Int64>(0)
    private let accepted: AsyncStream<Accepted>
    private let intake: AsyncStream<Accepted>.Continuation

    /// A job that will run, and the stream that can end it early.
    private struct Accepted: Sendable {
        var order: JobOrder
        var ends: AsyncStream<RunningJobs.End>
    }

    init(
        minion: MinionID, executor: any JobExecutor, journal: JobJournal, spool: ReturnSpool, courier: ReturnCourier,
        now: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.minion = minion
        self.executor = executor
        self.journal = journal
        self.spool = spool
        self.courier = courier
        self.now = now
        self.logger = logger
        (accepted, intake) = AsyncStream.makeStream()
    }

    /// Answers for the jobs that the last end of the minion cut off; they are never run again.
    func recover() throws(Diagnostic) {
        for order in try journal.unfinished() {
            if !spool.contains(order.id) {
                let note = order.call.function == JobJournal.unreadable ? ", and its note can't be read any more" : ""
                logger.warning(
                    "a job was cut off when the minion stopped\(note)", metadata: ["jid": "\(order.id)"])
                let cut = order.owned(answer(to: order, "the minion stopped while this job was running"))
                if order.returnsToMaster { try spool.store(cut) }
            }
            try journal.finish(order.id)
        }
    }

    /// A connection has begun: the master's clock may have been set since the last one.
    func masterGreeted() { offset.withLock { $0.forget() } }

    /// A line has told the master's time.
    func heard(_ sent: Int64?) {
        guard let sent else { return }
        offset.withLock { $0.heard(steady: steady, sent: sent) }
    }

    /// Microseconds by a clock that is never set.
    private var steady: Int64 { Int64(start.duration(to: .now).seconds * 1_000_000) }

    /// In microseconds since 1970; this host's as long as the master has not told its own.
    private var masterTime: Int64 { offset.withLock { $0.masterTime(steady: steady) } ?? now() }

    /// Forgets finished jobs that the master has a return of, a day after they had to start. One of the two clocks may be
    /// wrong by days: both have to say that it is time.
    ///
    /// - Returns: how many were forgotten; nil when the master's time is not known, and so nothing is.
    func prune() throws(Diagnostic) -> Int? {
        guard let masterTime = offset.withLock({ $0.masterTime(steady: steady) }) else { return nil }
        return try journal.prune(now: min(now(), masterTime), except: spool.mayOwe)
    }

    /// Takes an order from the master. When this returns, the job is journalled and will be answered, or it was
    /// answered, or it was left for the master to send again.
    func accept(_ order: JobOrder) async {
        do {
            let isKnown = try journal.knows(order.id)
            heard(order.sent)
            switch JobAdmission.decide(order, now: masterTime, isKnown: isKnown, backlog: spool.backlog) {
            case .ignore:
                logger.debug("a job came again", metadata: ["jid": "\(order.id)"])
                try await answerAgain(order)
            case .refuse(let reason):
                try await refuse(order, reason)
            case .run:
                guard try journal.begin(order) else { return }
                logger.info(
                    "a job begins", metadata: ["jid": "\(order.id)", "fun": "\(order.call.function)"])
                intake.yield(Accepted(order: order, ends: running.add(order.id)))
            }
        } catch {
            await refuseUnnoted(order, error)
        }
    }

    /// Answers for a job that is over when the master has no return of it, and none is on the way: another master of the
    /// minion has taken it, or the disk has lost it. A master that has got it meanwhile heeds the first.
    private func answerAgain(_ order: JobOrder) async throws(Diagnostic) {
        guard try journal.isFinished(order.id), !spool.contains(order.id) else { return }
        logger.info("a job is asked for whose return is not here any more", metadata: ["jid": "\(order.id)"])
        let answer = answer(
            to: order, "the job is over, but its return is not here any more: another master has it, or it was lost")
        do {
            try spool.store(answer)
            courier.wake()
        } catch {
            logger.critical("a return can't be kept on disk: \(error)", metadata: ["jid": "\(order.id)"])
            await courier.postDirectly(answer)
        }
    }

    /// Answers a job that is not begun, and never will be. One that has begun is left alone.
    private func refuse(_ order: JobOrder, _ reason: String) async throws(Diagnostic) {
        guard try journal.begin(order) else { return }
        logger.warning("a job was refused: \(reason)", metadata: ["jid": "\(order.id)"])
        await keep(refusal(of: order, reason))
    }

    private func refuseUnnoted(_ order: JobOrder, _ error: Diagnostic) async {
        logger.critical(
            "a job can't be noted in the journal and is refused: \(error)", metadata: ["jid": "\(order.id)"])
        await courier.postDirectly(refusal(of: order, "the minion can't note the job in its journal: \(error)"))
    }

    /// Starts a job of the minion's own, beside those of the master.
    ///
    /// - Parameter order: its id is from `nextOwnID`.
    /// - Throws: when it can't be noted in the journal.
    func begin(own order: JobOrder) throws(Diagnostic) {
        guard try journal.begin(order) else { return }
        logger.info(
            "a job of the minion's own begins",
            metadata: ["jid": "\(order.id)", "fun": "\(order.call.function)", "name": "\(order.schedule ?? "")"])
        let job = Accepted(order: order, ends: running.add(order.id, schedule: order.schedule))
        courier.notices.begin(order)
        guard case .terminated = intake.yield(job) else { return courier.wake() }
        // The minion stops: it was not begun after all. A master that has heard of it is answered at the next start.
        running.remove(order.id)
        if !courier.notices.end(order.id) { try journal.finish(order.id) }
    }

    /// An id for a job of the minion's own, by the master's clock: there it is in the past when the return comes, and
    /// so can't be one that the master gives to a job of its own later.
    func nextOwnID() -> JobID {
        let time = masterTime
        return JobID(
            microseconds: lastOwnID.withLock { last in
                last = max(time, last + 1)
                return last
            })
    }

    func runningCount(ofSchedule name: String) -> Int { running.count(ofSchedule: name) }

    /// Ends a job. One that has not come is refused, so that it does not begin when it comes after this. One that is over
    /// has its return, which may wait where no disk is: also a journal that takes nothing must not contradict it.
    func kill(_ order: JobOrder) async {
        if running.end(order.id, .killed) { return }
        heard(order.sent)
        do {
            if try journal.knows(order.id) { return try await answerAgain(order) }
            try await refuse(order, "cancelled before it began")
        } catch {
            await refuseUnnoted(order, error)
        }
    }

    /// Runs what was accepted until `stop` was called and the last job is over.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in accepted {
                await executor.expect(job.order)
                group.addTask { await self.perform(job.order, endedBy: job.ends) }
            }
        }
    }

    /// No order is taken any more; jobs that run go on for `grace`, then they are ended and answered for.
    func stop(grace: Duration) async {
        intake.finish()
        let deadline = ContinuousClock.now + grace
        while !running.ids.isEmpty, ContinuousClock.now < deadline {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
        }
        for jid in running.ids {
            logger.warning("a job is ended because the minion stops", metadata: ["jid": "\(jid)"])
        }
        running.endAll(.minionStops)
    }

    private func perform(_ order: JobOrder, endedBy ends: AsyncStream<RunningJobs.End>) async {
        let outcome = await JobExecution(executor: executor, order: order).run(endedBy: ends)
        running.remove(order.id)
        let answer: JobReturn
        switch outcome {
        case .returned(let result, nil): answer = result
        case .returned(let result, let end?): answer = interrupted(result, end)
        case .abandoned(let end):
            logger.error(
                "a job was ended and does not return, what it began may go on until the minion is started again",
                metadata: ["jid": "\(order.id)", "fun": "\(order.call.function)"])
            answer = self.answer(
                to: order, "\(end.sentence), but it does not end: what it began may go on on the minion")
        }
        await order.schedule == nil ? keep(answer) : keep(answer, toOwn: order)
        logger.info("a job ended", metadata: ["jid": "\(order.id)", "retcode": "\(answer.retcode)"])
    }

    /// What had been done by then is kept beside the reason.
    private func interrupted(_ result: JobReturn, _ end: RunningJobs.End) -> JobReturn {
        var answer = result
        answer.retcode = result.retcode == 0 ? 1 : result.retcode
        answer.value = StateReturn.explained(result.value, why: end.reason, sentence: end.sentence)
        return answer
    }

    private func keep(_ answer: JobReturn) async {
        do {
            try spool.store(answer)
            try journal.finish(answer.id)
            courier.wake()
        } catch {
            logger.critical("a return can't be kept on disk: \(error)", metadata: ["jid": "\(answer.id)"])
            if await courier.postDirectly(answer) { return }
            logger.error(
                """
                a return is given up, as the minion stops and neither its disk nor the master has taken it: at the next \
                start the master is told that the job was cut off
                """, metadata: ["jid": "\(answer.id)"])
        }
    }

    /// The return of a job that no master waits for: it never holds up the schedule. Where it can't be kept, a master that
    /// has heard of the job is told at least that it is over.
    private func keep(_ answer: JobReturn, toOwn order: JobOrder) async {
        let metadata: Logger.Metadata = ["jid": "\(order.id)", "name": "\(order.schedule ?? "")"]
        if !answer.isSuccess {
            logger.error(
                "a job of the minion's own failed: \(JSON.write(answer.value).prefix(2000))", metadata: metadata)
        }
        let isKnown = courier.notices.end(order.id)
        if order.returnsToMaster {
            guard let backlog = spool.backlog else { return await keep(order.owned(answer)) }
            logger.warning("the return of a job of the minion's own is not kept: \(backlog)", metadata: metadata)
            let words = "the job ran, but the minion did not keep its return: \(backlog)"
            if isKnown { return await keep(order.owned(answer.lost(words))) }
        }
        do {
            try journal.finish(order.id)
        } catch {
            logger.critical("the end of a job can't be noted in the journal: \(error)", metadata: metadata)
        }
    }

    private func refusal(of order: JobOrder, _ sentence: String) -> JobReturn {
        var answer = answer(to: order, sentence)
        answer.isRefusal = true
        return answer
    }

    private func answer(to order: JobOrder, _ sentence: String) -> JobReturn {
        JobReturn(
            id: order.id, minion: minion, function: order.call.function, value: .string(sentence), retcode: 1)
    }
}

extension JobOrder {
    /// The return with what the master needs to know of a job that it did not order.
    func owned(_ answer: JobReturn) -> JobReturn {
        var answer = answer
        answer.own = schedule.map {
            OwnCall(schedule: $0, arguments: call.arguments, keywords: call.keywords)
        }
        return answer
    }
}
