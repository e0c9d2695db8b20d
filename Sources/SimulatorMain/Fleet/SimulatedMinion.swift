import Agent
import Execution
import Model
import NIOPosix
import Values

/// One minion without a host: it enrols, stays connected, answers and keeps its returns until they are acknowledged, as
/// a real one does.
struct SimulatedMinion: Sendable {
    let id: MinionID
    let key: IdentityKey
    let master: MasterEndpoint
    let answers: SimulatedAnswers
    let grains: ValueMap
    let board: Scoreboard

    /// One enrolment; nil while the key waits to be accepted.
    ///
    /// - Parameter authority: nil at the very first contact of all, which trusts what it sees.
    func enrol(trusting authority: String?) async throws -> Credentials? {
        let session = try await master.connect(trusting: authority)
        defer { session.close() }
        let request = try key.enrolment(of: id, at: Agent.microseconds())
        let reply = try EnrolmentReply(value: try await session.send("POST", "/v1/enrol", request.value))
        let rules = EnrolmentRules(id: id, key: key, masterFinger: nil)
        switch try rules.outcome(of: reply, at: master.address) {
        case .accepted(let certificate):
            return Credentials(authority: reply.authority, certificate: certificate, privateKey: key.pem)
        case .pending: return nil
        case .refused(let reason): throw reason
        }
    }

    /// Connected until it is cancelled, again and again.
    ///
    /// - Parameter gate: what the first connection has to pass.
    func run(with credentials: Credentials, through gate: Turnstile) async {
        var work = UnfinishedWork()
        var backoff = Backoff()
        var isFirst = true
        while !Task.isCancelled {
            do {
                let session: MasterSession
                let lines: Lines
                if isFirst {
                    (session, lines) = try await gate.pass { try await greet(with: credentials) }
                    isFirst = false
                } else {
                    (session, lines) = try await greet(with: credentials)
                }
                board.connected()
                backoff.reset()
                let reason = await attend(session, lines, &work)
                board.disconnected(reason)
                session.close()
            } catch {
                board.failed(error)
            }
            do { try await Task.sleep(for: backoff.next()) } catch { return }
        }
    }

    private typealias Lines = AsyncThrowingStream<MinionLine, any Error>

    /// A connection, up to the master's hello.
    private func greet(with credentials: Credentials) async throws -> (MasterSession, Lines) {
        let session = try await master.connect(trusting: credentials.authority, as: credentials)
        do {
            _ = try await session.send("PUT", "/v1/grains", .map(grains))
            let lines = session.jobs()
            for try await line in lines {
                guard case .hello = line else { break }
                return (session, lines)
            }
            throw ConnectionLost()
        } catch {
            session.close()
            throw error
        }
    }

    /// - Returns: why the connection ended.
    private func attend(_ session: MasterSession, _ lines: Lines, _ work: inout UnfinishedWork) async -> any Error {
        do {
            try await deliver(&work, on: session)
            for try await line in lines {
                guard case .job(let order) = line, work.begin(order.id) else { continue }
                board.ordered(order)
                work.returns.append((order, answers.answer(to: order, of: id)))
                try await deliver(&work, on: session)
            }
            return ConnectionLost()
        } catch {
            return error
        }
    }

    private func deliver(_ work: inout UnfinishedWork, on session: MasterSession) async throws {
        while let (order, answer) = work.returns.first {
            _ = try await session.send("POST", "/v1/returns", answer.body)
            work.returns.removeFirst()
            board.acknowledged(order)
        }
    }
}

/// A minion's journal and spool: jobs that it has seen, and returns that the master does not have yet.
struct UnfinishedWork {
    var returns: [(JobOrder, JobReturn)] = []
    private var seen: Set<JobID> = []

    /// - Returns: false for a job that came again.
    mutating func begin(_ job: JobID) -> Bool { seen.insert(job).inserted }
}
