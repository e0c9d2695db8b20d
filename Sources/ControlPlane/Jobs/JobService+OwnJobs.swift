import Logging
import Model
import Values

/// Jobs that minions start by themselves.
extension JobService {
    /// Who they are by, in the ledger.
    static let ownUser = "schedule"

    /// With so many jobs under way a minion is not believed to have begun another one.
    static let mostUnderWay = 64

    /// Takes a job that a minion has begun by itself into the ledger: it has reached the minion, and is ended by its return. Told
    /// again, or after its return, it changes nothing.
    ///
    /// An id that lies ahead is not taken: there the jobs are that are still to come. Such a return gets another id, and
    /// what was taken under the first would have no end.
    ///
    /// - Parameter order: its time to start is left aside: nobody may order it.
    /// - Returns: whether the ledger has the job; if not, the minion may tell it again later.
    /// - Throws: a `Refusal` when the id is another job's.
    func begin(own order: JobOrder, on minion: MinionID) async throws -> Bool {
        let job = Job(own: order.id, order.call, of: minion, by: Self.ownUser)
        if try await mayNotBegin(order.id, on: minion), try await store.job(order.id) == nil {
            logger.debug(
                "a job that a minion has begun by itself is not taken into the ledger for now",
                metadata: ["jid": "\(order.id)", "minion.id": "\(minion)"])
            return false
        }
        guard try await adopt(job) else {
            logger.notice(
                "a minion tells of a job of its own by the id of another job",
                metadata: ["jid": "\(order.id)", "minion.id": "\(minion)"])
            throw Refusal(.conflict, "the id \(order.id) is another job's")
        }
        return true
    }

    private func mayNotBegin(_ jid: JobID, on minion: MinionID) async throws -> Bool {
        if jid > JobID(microseconds: clock.now) { return true }
        return try await store.unfinished(by: minion).count >= Self.mostUnderWay
    }

    /// Stores the return of a job that a minion started by itself, and the job with it if it was not told of before.
    ///
    /// The minion chose the id. Where it can't be the job's, as it lies ahead or is taken, the job gets another one:
    /// what a minion says must not touch the jobs of others, nor those that are still to come.
    func record(_ answer: JobReturn, own: OwnCall) async throws {
        progress.forget(answer.id, on: answer.minion)
        var answer = try await numbered(answer)
        let call = FunctionCall(answer.function, arguments: own.arguments, keywords: own.keywords)
        while try await !adopt(Job(own: answer.id, call, of: answer.minion, by: Self.ownUser)) {
            answer.id = await numbers.next()
        }
        guard let outcome = try await store.record(answer, at: clock.now) else { return }
        await events.publish(answer.event(outcome: outcome))
        await events.publish(
            Event(
                tag: "pigeon/schedule/\(own.schedule)",
                data: [
                    "name": .string(own.schedule), "jid": .string(answer.id.text),
                    "fun": .string(answer.function.description), "retcode": .int(answer.retcode),
                    "success": .bool(answer.isSuccess), "return": answer.value, "id": .string(answer.minion.text),
                ]))
    }

    /// Everyone is told of a job that the ledger did not have.
    ///
    /// - Returns: false when the id is another job's.
    private func adopt(_ job: Job) async throws -> Bool {
        let adoption = try await store.adopt(job)
        if adoption == .adopted { await events.publish(job.event) }
        return adoption != .taken
    }
}

extension Job {
    /// Who a job is by, in the ledger, that the ledger only knows from returns.
    package static let foreignUser = "unknown"

    /// Whether the ledger knows a job from returns only; a user may be called `unknown`, too.
    package static func isForeign(_ user: String, expires: Int64) -> Bool {
        user == foreignUser && expires == neverOrdered
    }

    /// A job that a minion started by itself, or that another master gave it: nobody may order it.
    init(own id: JobID, _ call: FunctionCall, of minion: MinionID, by user: String) {
        self.init(
            id: id, call: call, target: Target(minion.text, type: .list), user: user, minions: [minion],
            expires: Self.neverOrdered)
    }
}
