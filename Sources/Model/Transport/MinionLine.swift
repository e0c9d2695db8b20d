package import Values

/// One line of JSON on the stream from the master to a minion.
package enum MinionLine: Sendable, Hashable {
    /// The first line: how often a heartbeat comes, in seconds.
    case hello(heartbeat: Int)
    /// The master's time in microseconds since 1970; nil from a master that does not say.
    case heartbeat(sent: Int64? = nil)
    case job(JobOrder)
    /// Stop a job that is running or waiting, and don't begin it if it is yet to come: the lines may overtake one another.
    case kill(JobOrder)

    package var value: Value {
        switch self {
        case .hello(let heartbeat): ["type": "hello", "heartbeat": .int(heartbeat)]
        case .heartbeat(let sent):
            ["type": "heartbeat", "sent": sent.map { .int(Int($0)) } ?? .null]
        case .job(let order): ["type": "job", "job": order.value]
        case .kill(let order): ["type": "kill", "job": order.value]
        }
    }

    package init(value: Value) throws(Diagnostic) {
        switch value["type"]?.string {
        case "hello": self = .hello(heartbeat: value["heartbeat"]?.int ?? 15)
        case "heartbeat": self = .heartbeat(sent: value["sent"]?.int.map(Int64.init))
        case "job": self = .job(try JobOrder(value: value["job"] ?? .null))
        case "kill": self = .kill(try JobOrder(value: value["job"] ?? .null))
        default: throw Diagnostic("a line of the master's stream has no known 'type'")
        }
    }
}
