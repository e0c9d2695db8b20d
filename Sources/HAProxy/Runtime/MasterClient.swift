/// The master process of HAProxy, which starts and ends workers (`haproxy -W -S SOCKET`).
package struct MasterClient: Sendable {
    private let socket: CommandSocket

    package init(masterSocket: String, deadline: Duration = .seconds(5)) {
        socket = CommandSocket(path: masterSocket, deadline: deadline)
    }

    package struct Processes: Sendable, Hashable {
        package var master: Process
        /// The workers that take new connections; one with Debian's HAProxy.
        package var workers: [Process]
        /// Workers of earlier configurations that still have connections.
        package var oldWorkers: [Process]
        /// Reloads since the master's start that led to no new worker.
        package var failedReloads: Int
    }

    package struct Process: Sendable, Hashable {
        package var pid: Int
        package var reloads: Int
    }

    package func showProcesses() async throws(HAProxyError) -> Processes {
        let command = "show proc"
        return try Self.processes(in: try await persistently(command), command)
    }

    /// While the master starts anew for a reload it refuses connections for a moment, and is not gone.
    private func persistently(_ command: String) async throws(HAProxyError) -> String {
        for _ in 0..<50 {
            do throws(HAProxyError) {
                return try await socket.send(command)
            } catch {
                guard case .connectionRefused = error else { throw error }
            }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled(action: command) }
        }
        return try await socket.send(command)
    }

    private static func processes(in answer: String, _ command: String) throws(HAProxyError) -> Processes {
        var master: Process?
        var workers: [Process] = []
        var old: [Process] = []
        var failed = 0
        var section = ""
        for line in answer.split(separator: "\n") {
            if line.hasPrefix("# ") {
                section = String(line.dropFirst(2))
                continue
            }
            let words = line.split(whereSeparator: \.isWhitespace)
            guard !line.hasPrefix("#"), words.count >= 3, let pid = Int(words[0]), let reloads = Int(words[2]) else {
                continue
            }
            let process = Process(pid: pid, reloads: reloads)
            switch (words[1], section) {
            case ("master", _):
                master = process
                if let index = words.firstIndex(of: "[failed:"), words.indices.contains(index + 1) {
                    failed = Int(words[index + 1].dropLast()) ?? 0
                }
            case ("worker", "old workers"): old.append(process)
            case ("worker", _): workers.append(process)
            default: break
            }
        }
        guard let master else { throw .unreadableAnswer(command: command, line: answer) }
        return Processes(master: master, workers: workers, oldWorkers: old, failedReloads: failed)
    }

    /// Asks for a reload. Before HAProxy 2.7 there is no result: the answer is empty and the reload goes on by
    /// itself.
    package func reload() async throws(HAProxyError) -> String {
        try await socket.send("reload")
    }
}
