/// What `show info` says about a worker.
package struct WorkerInformation: Sendable, Hashable {
    package var pid: Int
    package var version: String
    package var uptimeSeconds: Int
    /// The fingerprint of the file that the worker was started from, when Pigeon wrote it.
    package var description: String
    package var currentConnections: Int
    /// All fields by HAProxy's names, as text.
    package var fields: [String: String]
}

extension RuntimeClient {
    package func showInfo() async throws(HAProxyError) -> WorkerInformation {
        var fields: [String: String] = [:]
        for line in try await send("show info").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            fields[String(parts[0])] = String(parts[1].drop { $0 == " " })
        }
        guard let pid = fields["Pid"].flatMap({ Int($0) }), let version = fields["Version"] else {
            throw .unreadableAnswer(command: "show info", line: "no Pid and Version in it")
        }
        return WorkerInformation(
            pid: pid, version: version, uptimeSeconds: fields["Uptime_sec"].flatMap { Int($0) } ?? 0,
            description: fields["description"] ?? "", currentConnections: fields["CurrConns"].flatMap { Int($0) } ?? 0,
            fields: fields)
    }
}
