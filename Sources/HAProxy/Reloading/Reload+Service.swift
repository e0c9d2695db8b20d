import Glibc

extension Reload {
    /// Starts HAProxy as a daemon with a master, for places without a service manager: tests, the demo.
    /// - Returns: The master's process id.
    package func start() async throws(HAProxyError) -> Int {
        let result = try await ProgramRun.run(
            [
                settings.program, "-W", "-D", "-S", settings.masterSocket, "-f", settings.configurationFile, "-p",
                settings.pidFile,
            ], deadline: settings.reloadDeadline)
        guard result.code == 0 else {
            throw .programFailed(program: settings.program, reason: "exit code \(result.code): \(result.output)")
        }
        let end = ContinuousClock.now.advanced(by: settings.reloadDeadline)
        while true {
            do throws(HAProxyError) {
                _ = try await worker.showInfo()
                return try await master.showProcesses().master.pid
            } catch {
                guard ContinuousClock.now < end else { throw error }
            }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled(action: "start HAProxy") }
        }
    }

    /// Ends the master that `start` started, and its workers with it; requests in flight are cut.
    package func stop() async throws(HAProxyError) {
        let pid = try await runningProcesses().master.pid
        guard kill(pid_t(pid), SIGTERM) == 0 || errno == ESRCH else {
            throw .programFailed(program: "kill \(pid)", reason: SocketFailure.text(of: errno))
        }
        let end = ContinuousClock.now.advanced(by: settings.reloadDeadline)
        while kill(pid_t(pid), 0) == 0 {
            guard ContinuousClock.now < end else {
                throw .deadlineExceeded(action: "stop HAProxy", address: "process \(pid)")
            }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled(action: "stop HAProxy") }
        }
    }
}
