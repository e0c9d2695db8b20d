import Execution
import Glibc
import Model
import Values

/// Lets one state run at a time change this machine. Runs that wait go in by their jobs' ids, oldest first.
actor StateTurns {
    struct Holder: Sendable {
        var function: FunctionName
        /// Nil for the one call of `pigeon call`.
        var jid: JobID?
        /// Microseconds since 1970.
        var started: Int64
        var pid: Int

        /// A run of this process that begins now.
        init(function: FunctionName, jid: JobID?) {
            self.function = function
            self.jid = jid
            started = RunClock.system.now()
            pid = Int(getpid())
        }

        /// Salt's sentence about who is in the way.
        var message: String {
            let start = CivilTime(microseconds: started).stamp
            let jid = (jid ?? JobID(microseconds: started)).text
            return "The function \"\(function)\" is running as PID \(pid) and was started at \(start) with jid \(jid)"
        }
    }

    enum Entry: Sendable {
        case entered(Int)
        /// Others are in, and the caller did not want to wait.
        case refused([String])
    }

    private var holders: [Int: Holder] = [:]
    private var waiting: [Int: Holder] = [:]
    /// Jobs that were taken and have not come to their turn yet.
    private var expected: [JobID: Holder] = [:]
    private var next = 0

    /// A job was taken that will want a turn: jobs with later ids that come to theirs sooner let it go first.
    func expect(_ holder: Holder) {
        guard let jid = holder.jid else { return }
        expected[jid] = holder
    }

    /// A job is over, whether it came to its turn or not.
    func forget(_ jid: JobID) { expected[jid] = nil }

    /// A state run within a run of the same job, as `module.run` begins one, is in nobody's way.
    ///
    /// - Parameters:
    ///   - queue: whether it waits until all jobs that were given before are done, instead of being refused.
    ///   - isConcurrent: goes in whoever else is in.
    /// - Throws: when the task is cancelled while it waits.
    func enter(_ holder: Holder, queue: StateQueue, isConcurrent: Bool) async throws -> Entry {
        if let jid = holder.jid { expected[jid] = nil }
        next += 1
        let ticket = next
        if !isConcurrent {
            let others = inTheWay(of: holder)
            if case .waits(let longest) = queue, others.count < longest ?? Int.max {
                waiting[ticket] = holder
                defer { waiting[ticket] = nil }
                while hasToWait(holder, ticket) { try await Task.sleep(for: .milliseconds(50)) }
            } else if !others.isEmpty {
                return .refused(others.map(\.message))
            }
        }
        holders[ticket] = holder
        return .entered(ticket)
    }

    func leave(_ ticket: Int) { holders[ticket] = nil }

    var current: [String] { holders.sorted { $0.key < $1.key }.map(\.value.message) }

    private func hasToWait(_ holder: Holder, _ ticket: Int) -> Bool {
        holders.values.contains { $0.jid != holder.jid }
            || waiting.contains { other, waiter in
                waiter.jid == holder.jid ? other < ticket : Self.isOlder(waiter, than: holder)
            }
            || expected.values.contains { Self.isOlder($0, than: holder) }
    }

    /// For a run that does not wait, all that are in or wait count, and of those to come the older ones.
    private func inTheWay(of holder: Holder) -> [Holder] {
        let known = (holders.sorted { $0.key < $1.key } + waiting.sorted { $0.key < $1.key }).map(\.value)
        let older = expected.sorted { $0.key < $1.key }.map(\.value).filter { Self.isOlder($0, than: holder) }
        return (known + older).filter { $0.jid != holder.jid }
    }

    private static func isOlder(_ one: Holder, than other: Holder) -> Bool {
        guard let one = one.jid, let other = other.jid else { return false }
        return one < other
    }
}
