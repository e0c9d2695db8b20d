import Glibc
import Synchronization

/// What all clients share: when to end, and how many requests are left.
final class LoadControl: Sendable {
    private let isOver = Atomic(false)
    private let left: Atomic<Int>

    init(requests: Int?) { left = Atomic(requests ?? .max) }

    func end() { isOver.store(true, ordering: .releasing) }

    var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    /// Takes one of the requests that may still be sent; false when there is none.
    func take() -> Bool { left.wrappingSubtract(1, ordering: .relaxed).oldValue > 0 }
}

/// One client: sends a request, waits for the whole answer, sleeps until its next turn. It never repeats a request.
///
/// It is a plain client: it does not look whether the server has closed a connection that it keeps, so a close that was
/// not announced with `Connection: close` costs it the next request. Only a connection that was idle for longer than
/// servers commonly keep one is given up before that.
struct LoadClient: Sendable {
    let options: LoadOptions
    let kind: RequestRecord.Kind
    /// Its place among all clients, which spreads their turns evenly.
    let index: Int
    let count: Int
    let control: LoadControl
    let events: EventLog?

    /// Milliseconds.
    private static let longestIdle = 4000.0

    func run() -> Tally {
        var tally = Tally()
        var connection: Connection?
        var lastEnd = 0.0
        var posts = Double(index) * 0.618 * options.postShare
        var pace = Pace(rate: options.rate, index: index, count: count)
        while !control.hasEnded {
            pace.wait(unless: control)
            guard !control.hasEnded, control.take() else { break }
            posts += options.postShare
            let method = posts >= 1 ? "POST" : "GET"
            if posts >= 1 { posts -= 1 }
            if RequestRecord.now() - lastEnd > Self.longestIdle { connection = nil }
            let record = send(method, on: &connection)
            lastEnd = record.end
            tally.add(record)
            events?.write(record)
        }
        return tally
    }

    private func send(_ method: String, on connection: inout Connection?) -> RequestRecord {
        var record = RequestRecord(
            start: RequestRecord.now(), end: 0, kind: kind, method: method, status: 0, marker: "", failure: nil)
        do throws(RequestFailure) {
            if connection == nil { connection = try Connection(to: options.target, timeout: options.timeout) }
            guard let answer = try connection?.exchange(request(method)) else { throw .noAnswer }
            record.status = answer.status
            record.marker = answer.marker
            if answer.closes || kind == .newConnection { connection = nil }
            if answer.status >= 400 { throw .status(answer.status) }
        } catch {
            record.failure = error.reason
            if case .status = error {} else { connection = nil }
        }
        record.end = RequestRecord.now()
        return record
    }

    private func request(_ method: String) -> [UInt8] {
        var lines = ["\(method) \(options.target.path) HTTP/1.1"]
        if !options.headers.contains(where: { $0.lowercased().hasPrefix("host:") }) {
            lines.append("Host: \(options.target.host)")
        }
        lines += options.headers
        lines.append("User-Agent: pigeon-load")
        if kind == .newConnection { lines.append("Connection: close") }
        let body = method == "POST" ? "load=1" : ""
        if method == "POST" {
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append("Content-Length: \(body.utf8.count)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }
}

/// The turns of one client: evenly spaced, and a late client does not catch up with a burst.
struct Pace {
    private let interval: Double
    private var next: Double

    init(rate: Double, index: Int, count: Int) {
        interval = rate > 0 ? Double(count) / rate * 1000 : 0
        next = RequestRecord.now() + interval * Double(index) / Double(count)
    }

    /// Sleeps until the next turn, in short steps so that the end is noticed.
    mutating func wait(unless control: LoadControl) {
        guard interval > 0 else { return }
        while !control.hasEnded {
            let left = next - RequestRecord.now()
            guard left > 0 else { break }
            usleep(UInt32(min(left, 50) * 1000))
        }
        next = max(next + interval, RequestRecord.now() - interval)
    }
}
