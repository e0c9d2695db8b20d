/// One row of `show servers conn`: connections to a server, in use and kept for reuse.
package struct ServerConnections: Sendable, Hashable {
    package var reference: ServerReference
    package var used: Int
    package var idle: Int
}

extension RuntimeClient {
    package func showServersConnections() async throws(HAProxyError) -> [ServerConnections] {
        let command = "show servers conn"
        var columns: [Substring] = []
        var rows: [ServerConnections] = []
        for line in try await send(command).split(separator: "\n") {
            if line.hasPrefix("# ") {
                columns = line.dropFirst(2).split(separator: " ")
                continue
            }
            let fields = Dictionary(zip(columns, line.split(separator: " ")), uniquingKeysWith: { first, _ in first })
            guard let names = fields["bkname/svname"]?.split(separator: "/", maxSplits: 1), names.count == 2,
                let used = fields["used_cur"].flatMap({ Int($0) }), let idle = fields["idle_cur"].flatMap({ Int($0) })
            else { throw .unreadableAnswer(command: command, line: String(line)) }
            let reference = ServerReference(backend: String(names[0]), server: String(names[1]))
            rows.append(ServerConnections(reference: reference, used: used, idle: idle))
        }
        return rows
    }
}
