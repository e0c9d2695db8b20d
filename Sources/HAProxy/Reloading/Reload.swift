import Glibc
package import Values

/// Puts a configuration file in place and has HAProxy take it over without losing a connection.
package struct Reload: Sendable {
    package struct Outcome: Sendable, Hashable {
        package var oldWorker: Int
        package var newWorker: Int
        package var milliseconds: Int
        /// What HAProxy warned about in the file.
        package var warnings: [Diagnostic]
    }

    package let settings: HAProxySettings
    let master: MasterClient
    let worker: RuntimeClient

    package init(settings: HAProxySettings) {
        self.settings = settings
        master = MasterClient(masterSocket: settings.masterSocket, deadline: settings.commandDeadline)
        worker = RuntimeClient(adminSocket: settings.adminSocket, deadline: settings.commandDeadline)
    }

    /// Validates the text, writes the file, reloads, and waits until a new worker answers on the admin socket.
    ///
    /// Debian 12's HAProxy has no result of a reload, so the worker's process id is what confirms it. When the reload
    /// fails the old worker goes on, and the old file is put back so that a restart does not meet the bad one.
    package func perform(_ text: String) async throws(HAProxyError) -> Outcome {
        let start = ContinuousClock.now
        let before = try await runningProcesses()
        let warnings = try await ConfigurationCheck(settings: settings).check(text)
        let oldText = try AtomicFile.read(settings.configurationFile)
        try AtomicFile.write(text, to: settings.configurationFile)
        do throws(HAProxyError) {
            try await trigger()
            let pid = try await newWorker(after: before)
            let elapsed = start.duration(to: .now).milliseconds
            return Outcome(
                oldWorker: before.workers.first?.pid ?? 0, newWorker: pid, milliseconds: Int(elapsed),
                warnings: warnings)
        } catch {
            if let oldText { try AtomicFile.write(oldText, to: settings.configurationFile) }
            if case .reloadFailed(let reason, _) = error {
                throw .reloadFailed(reason: reason, restored: oldText != nil)
            }
            throw .reloadFailed(reason: error.description, restored: oldText != nil)
        }
    }

    /// The master and its workers, from the master's socket, or without one from the pid file and the admin socket.
    func runningProcesses() async throws(HAProxyError) -> MasterClient.Processes {
        do throws(HAProxyError) {
            return try await master.showProcesses()
        } catch {
            switch error {
            case .connectionRefused: throw .notRunning(masterSocket: settings.masterSocket)
            case .socketMissing:
                guard let pid = try masterFromPidFile() else { throw .notRunning(masterSocket: settings.masterSocket) }
                let worker = try await worker.showInfo().pid
                return MasterClient.Processes(
                    master: .init(pid: pid, reloads: 0), workers: [.init(pid: worker, reloads: 0)], oldWorkers: [],
                    failedReloads: 0)
            default: throw error
            }
        }
    }

    /// The process that the pid file names, if it is a HAProxy that lives.
    func masterFromPidFile() throws(HAProxyError) -> Int? {
        guard let text = try AtomicFile.read(settings.pidFile),
            let pid = Int32(text.prefix(while: \.isNumber)), pid > 1,
            try AtomicFile.read("/proc/\(pid)/comm")?.hasPrefix("haproxy") == true
        else { return nil }
        return Int(pid)
    }

    /// Asks the master for a reload on its socket, or with SIGUSR2 where it has none.
    private func trigger() async throws(HAProxyError) {
        do throws(HAProxyError) {
            let answer = try await master.reload()
            // HAProxy 2.7 and later say how it went.
            if answer.contains("Success=0") { throw .reloadFailed(reason: answer, restored: false) }
        } catch {
            switch error {
            case .socketMissing:
                guard let pid = try masterFromPidFile(), kill(pid_t(pid), SIGUSR2) == 0 else {
                    throw .notRunning(masterSocket: settings.masterSocket)
                }
            default: throw error
            }
        }
    }

    /// Waits until the master shows a worker that was not there before and that worker answers on the admin socket.
    private func newWorker(after before: MasterClient.Processes) async throws(HAProxyError) -> Int {
        let known = Set((before.workers + before.oldWorkers).map(\.pid))
        let end = ContinuousClock.now.advanced(by: settings.reloadDeadline)
        var last = "no new worker within \(TimeText.haproxy(settings.reloadDeadline))"
        while ContinuousClock.now < end {
            do throws(HAProxyError) {
                // While the master starts anew its socket may refuse for a moment.
                let now = try await runningProcesses()
                if now.failedReloads > before.failedReloads {
                    throw .reloadFailed(reason: "HAProxy could not start a new worker; see its log", restored: false)
                }
                if let pid = now.workers.map(\.pid).first(where: { !known.contains($0) }) {
                    let answering = try await worker.showInfo().pid
                    if answering == pid { return pid }
                    last = "worker \(pid) is there, but the admin socket is still worker \(answering)'s"
                }
            } catch {
                if case .reloadFailed = error { throw error }
                last = error.description
            }
            do { try await Task.sleep(for: .milliseconds(10)) } catch {
                throw .cancelled(action: "wait for the reload")
            }
        }
        throw .reloadFailed(reason: last, restored: false)
    }
}
