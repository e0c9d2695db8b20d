import Glibc
import Model
import Values

/// Says what happened, a line each, for people or as JSON.
struct Report: Sendable {
    enum Event {
        case enrolled(Int, Duration)
        case connected(Scoreboard.Tally, Duration)
        case lost(Scoreboard.Tally, of: Int)
        case job(Scoreboard.JobTally, of: Int)
    }

    let isJSON: Bool
    /// The master's process, when it runs on this host and its memory is of interest.
    let masterProcess: Int?

    func say(_ event: Event) {
        let line = isJSON ? JSON.write(value(event)) : text(event)
        print(line)
        fflush(nil)
    }

    private func text(_ event: Event) -> String {
        switch event {
        case .enrolled(let count, let time): return "\(count) minions are enrolled, in \(Self.seconds(time)) s"
        case .connected(let tally, let time):
            let failures = tally.failures == 0 ? "" : ", \(tally.failures) attempts failed (\(tally.lastError ?? ""))"
            return "\(tally.connected) minions are connected, in \(Self.seconds(time)) s\(failures)\(memory)"
        case .lost(let tally, let count):
            return "\(count - tally.connected) minions lost their connection (\(tally.lastError ?? ""))"
        case .job(let job, let count):
            return "\(job.id) \(job.function): \(job.answered) of \(count) minions answered in "
                + "\(Self.text(job.seconds)) s, half of them within \(Self.text(job.percentile(0.5) / 1000)) s, "
                + "99 % within \(Self.text(job.percentile(0.99) / 1000)) s\(memory)"
        }
    }

    private func value(_ event: Event) -> Value {
        switch event {
        case .enrolled(let count, let time):
            return ["event": "enrolled", "minions": .int(count), "seconds": .double(time / .seconds(1))]
        case .connected(let tally, let time):
            return merged(
                ["event": "connected", "minions": .int(tally.connected), "seconds": .double(time / .seconds(1))])
        case .lost(let tally, let count):
            return ["event": "lost", "minions": .int(count - tally.connected)]
        case .job(let job, let count):
            return merged([
                "event": "job", "jid": .string(job.id.text), "fun": .string(job.function.description),
                "minions": .int(count), "answered": .int(job.answered), "seconds": .double(job.seconds),
                "p50_ms": .double(job.percentile(0.5)), "p99_ms": .double(job.percentile(0.99)),
            ])
        }
    }

    private func merged(_ event: ValueMap) -> Value {
        var event = event
        if let own = ProcessMemory.residentMegabytes() { event["simulator_mb"] = .double(own) }
        if let masterProcess, let megabytes = ProcessMemory.residentMegabytes(of: masterProcess) {
            event["master_mb"] = .double(megabytes)
        }
        return .map(event)
    }

    private var memory: String {
        var parts: [String] = []
        if let own = ProcessMemory.residentMegabytes() { parts.append("simulator \(Int(own)) MB") }
        if let masterProcess, let megabytes = ProcessMemory.residentMegabytes(of: masterProcess) {
            parts.append("master \(Int(megabytes)) MB")
        }
        return parts.isEmpty ? "" : "; resident: " + parts.joined(separator: ", ")
    }

    private static func seconds(_ time: Duration) -> String { text(time / .seconds(1)) }

    /// Two digits after the point.
    private static func text(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
