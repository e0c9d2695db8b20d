import Execution
import Glibc
import Host
import Model
import Values

/// `status.*`: how this machine is doing.
struct StatusModule {
    let files: any FileReading

    var functions: [ExecutionFunction] {
        [
            .init("status.uptime", "How long this machine has been up.") { _, _ in
                let text = try files.readText("/proc/uptime").split(separator: " ").first ?? "0"
                let seconds = Int(Double(text) ?? 0)
                let now = time(nil)
                let since = CivilTime(microseconds: Int64(now - seconds) * 1_000_000).stamp.prefix(19)
                let minutes = seconds / 60 % 60
                let hours = "\(seconds / 3600 % 24):\(minutes < 10 ? "0" : "")\(minutes)"
                return FunctionResult([
                    "seconds": .int(seconds), "since_iso": .string(String(since)), "since_t": .int(now - seconds),
                    "days": .int(seconds / 86_400), "time": .string(hours),
                ])
            },
            .init("status.loadavg", "The load of the last 1, 5 and 15 minutes.") { _, _ in
                let loads = try files.readText("/proc/loadavg").split(separator: " ").prefix(3).compactMap {
                    Double($0)
                }
                guard loads.count == 3 else { throw Diagnostic("/proc/loadavg can't be read") }
                return FunctionResult([
                    "1-min": .double(loads[0]), "5-min": .double(loads[1]), "15-min": .double(loads[2]),
                ])
            },
            .init("status.meminfo", "The memory as the kernel counts it.") { _, _ in
                var map: ValueMap = [:]
                for line in try files.readText("/proc/meminfo").split(separator: "\n") {
                    let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
                    guard words.count > 1 else { continue }
                    map[String(words[0])] = [
                        "value": .string(String(words[1])), "unit": .string(words.count > 2 ? String(words[2]) : ""),
                    ]
                }
                return FunctionResult(.map(map))
            },
        ]
    }
}
