/// One row of `show stat`: a frontend, a backend or a server.
package struct StatisticsRow: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case frontend = "F"
        case backend = "B"
        case server = "S"
        case listener = "L"
    }

    package var kind: Kind
    package var proxy: String
    /// `FRONTEND`, `BACKEND` or the server's name.
    package var service: String
    /// All fields by HAProxy's names, as text.
    package var fields: [String: String]

    /// `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check`, `UP 1/2`, `OPEN`, ...
    package var status: String { fields["status"] ?? "" }
    package var isUp: Bool { status.hasPrefix("UP") || status == "no check" || status == "OPEN" }
    package var currentSessions: Int { number("scur") }
    package var totalSessions: Int { number("stot") }
    /// Requests that wait for a connection.
    package var queued: Int { number("qcur") }
    /// The result of the last check: `L7OK`, `L4CON`, `INI`; nil for what has none.
    package var checkStatus: String? { fields["check_status"] }
    /// The last check passed; a server that was never checked has not.
    package var hasPassedCheck: Bool { checkStatus.map { $0.hasSuffix("OK") || $0.hasSuffix("OKC") } ?? false }

    package func number(_ field: String) -> Int { fields[field].flatMap { Int($0) } ?? 0 }
}

extension RuntimeClient {
    /// The statistics of everything, or of one proxy.
    package func showStatistics(of proxy: String? = nil) async throws(HAProxyError) -> [StatisticsRow] {
        let command = "show stat\(try proxy.map { name throws(HAProxyError) in " \(try word(name)) 7 -1" } ?? "") typed"
        var rows: [StatisticsRow] = []
        var current = ""
        for line in try await send(command).split(separator: "\n") {
            // KIND.proxy.server.number.field.process:flags:type:value
            let parts = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            let path = parts[0].split(separator: ".")
            guard parts.count == 4, path.count == 6, let kind = StatisticsRow.Kind(rawValue: String(path[0])) else {
                throw .unreadableAnswer(command: command, line: String(line))
            }
            let identity = "\(path[0]).\(path[1]).\(path[2])"
            if identity != current {
                rows.append(StatisticsRow(kind: kind, proxy: "", service: "", fields: [:]))
                current = identity
            }
            let value = String(parts[3])
            switch path[4] {
            case "pxname": rows[rows.count - 1].proxy = value
            case "svname": rows[rows.count - 1].service = value
            default: rows[rows.count - 1].fields[String(path[4])] = value
            }
        }
        return rows
    }
}
