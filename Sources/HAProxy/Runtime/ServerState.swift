/// One row of `show servers state`.
package struct ServerState: Sendable, Hashable {
    package enum Operation: Int, Sendable, Hashable {
        case stopped = 0
        case starting = 1
        case running = 2
        case stopping = 3
    }

    package var reference: ServerReference
    package var address: String
    package var port: Int
    package var operation: Operation
    package var weight: Int
    /// The bits that HAProxy keeps (`srv_admin_state`).
    package var administrationBits: Int

    /// Maintenance by command, by inheritance or for want of an address; the memory of `disabled` in the file does
    /// not count.
    package var administration: ServerAdministration {
        if administrationBits & 0x63 != 0 { return .maint }
        return administrationBits & 0x18 != 0 ? .drain : .ready
    }

    package var target: BackendServer { BackendServer(address: address, port: port) }
}

extension RuntimeClient {
    /// The state of all servers, or of one backend's.
    package func showServersState(backend: String? = nil) async throws(HAProxyError) -> [ServerState] {
        let command =
            "show servers state" + (try backend.map { name throws(HAProxyError) in " \(try word(name))" } ?? "")
        let answer = try await send(command)
        var columns: [Substring] = []
        var rows: [ServerState] = []
        for line in answer.split(separator: "\n") where line != "1" {
            if line.hasPrefix("# ") {
                columns = line.dropFirst(2).split(separator: " ")
                continue
            }
            let values = line.split(separator: " ")
            guard !columns.isEmpty, values.count >= columns.count else {
                throw .commandRefused(command: command, answer: String(line))
            }
            let fields = Dictionary(zip(columns, values), uniquingKeysWith: { first, _ in first })
            guard let row = ServerState(fields) else { throw .unreadableAnswer(command: command, line: String(line)) }
            rows.append(row)
        }
        return rows
    }
}

extension ServerState {
    fileprivate init?(_ fields: [Substring: Substring]) {
        guard let backend = fields["be_name"], let server = fields["srv_name"], let address = fields["srv_addr"],
            let port = fields["srv_port"].flatMap({ Int($0) }),
            let operation = fields["srv_op_state"].flatMap({ Int($0) }).flatMap(Operation.init(rawValue:)),
            let bits = fields["srv_admin_state"].flatMap({ Int($0) }),
            let weight = fields["srv_uweight"].flatMap({ Int($0) })
        else { return nil }
        self.init(
            reference: ServerReference(backend: String(backend), server: String(server)), address: String(address),
            port: port, operation: operation, weight: weight, administrationBits: bits)
    }
}
