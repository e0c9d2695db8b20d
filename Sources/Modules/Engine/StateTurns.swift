import Model
import Values

/// Lets one state run at a time change this machine.
actor StateTurns {
    struct Holder: Sendable {
        var function: FunctionName
        var jid: String
        /// Microseconds since 1970.
        var started: Int64
        var pid: Int

        /// Salt's sentence about who is in the way.
        var message: String {
            let start = CivilTime(microseconds: started).stamp
            return "The function \"\(function)\" is running as PID \(pid) and was started at \(start) with jid \(jid)"
        }
    }

    enum Entry: Sendable {
        case entered(Int)
        /// Others are in, and the caller did not want to wait.
        case refused([String])
    }

    private var holders: [Int: Holder] = [:]
    private var line: [Int] = []
    private var next = 0

    /// - Parameters:
    ///   - queues: waits until all who came before are done, instead of being refused.
    ///   - isConcurrent: goes in whoever else is in.
    /// - Throws: when the task is cancelled while it waits.
    func enter(_ holder: Holder, queues: Bool, isConcurrent: Bool) async throws -> Entry {
        next += 1
        let ticket = next
        if !isConcurrent, !holders.isEmpty || !line.isEmpty {
            guard queues else { return .refused(holders.sorted { $0.key < $1.key }.map(\.value.message)) }
            line.append(ticket)
            defer { line.removeAll { $0 == ticket } }
            while !holders.isEmpty || line.first != ticket { try await Task.sleep(for: .milliseconds(50)) }
        }
        holders[ticket] = holder
        return .entered(ticket)
    }

    func leave(_ ticket: Int) { holders[ticket] = nil }

    var current: [String] { holders.sorted { $0.key < $1.key }.map(\.value.message) }
}
