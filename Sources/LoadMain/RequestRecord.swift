import Glibc
import Values

/// What became of one request.
struct RequestRecord: Sendable {
    enum Kind: String, Sendable {
        case keepAlive = "keep-alive"
        case newConnection = "new"
    }

    /// Milliseconds since the epoch.
    var start: Double
    var end: Double
    var kind: Kind
    var method: String
    /// 0 when there was no answer.
    var status: Int
    var marker: String
    /// Why it counts as failed.
    var failure: String?

    var milliseconds: Double { end - start }

    var value: Value {
        var map: ValueMap = [
            "start": .double(start), "end": .double(end), "kind": .string(kind.rawValue), "method": .string(method),
            "status": .int(status), "marker": .string(marker),
        ]
        if let failure { map["failure"] = .string(failure) }
        return .map(map)
    }

    /// The wall clock in milliseconds, to the microsecond.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec / 1000) / 1000
    }
}
