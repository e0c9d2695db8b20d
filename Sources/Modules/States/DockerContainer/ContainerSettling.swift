import Docker
import Values

/// Whether a container that was started stays up. Many that can't work end within a moment, and a restart policy hides
/// it; an orchestration that goes on after such a start would fail later and far from the cause.
struct ContainerSettling: Sendable {
    let docker: DockerClient
    /// How long a container must have been up.
    var time: Duration = .milliseconds(300)
    var interval: Duration = .milliseconds(50)

    static let logLines = 20

    /// - Returns: why it is not running, with the end of its log, or nil when it runs.
    func problem(with id: String) async throws(DockerError) -> String? {
        let end = ContinuousClock.now + time
        let first = try await docker.containers.inspect(id)
        var seen = first
        while true {
            if let reason = Self.reason(seen, restartsBefore: first.restartCount) {
                return reason + (await lastLines(of: id))
            }
            guard ContinuousClock.now < end else { return nil }
            do { try await Task.sleep(for: interval) } catch { throw .cancelled }
            seen = try await docker.containers.inspect(id)
        }
    }

    /// - Parameter restartsBefore: restarts that are no news.
    static func reason(_ seen: ContainerDetails, restartsBefore: Int) -> String? {
        let state = seen.state
        let memory = state.wasKilledForMemory ? " (killed: out of memory)" : ""
        let code = "exited with code \(state.exitCode)\(memory)"
        if state.isRestarting { return "\(code) and is restarting" }
        if !state.isRunning { return state.error.isEmpty ? code : "\(code): \(state.error)" }
        return seen.restartCount > restartsBefore ? "ends and is restarted again and again" : nil
    }

    /// The end of the log as further lines of a comment.
    func lastLines(of id: String) async -> String {
        do throws(DockerError) {
            var text = try await docker.containers.logs(id, tail: Self.logLines).combined
            while text.last?.isWhitespace == true { text.removeLast() }
            return text.isEmpty ? "; it wrote nothing to its log" : "; the last lines of its log:\n\(text)"
        } catch {
            return "; its log can't be read: \(error)"
        }
    }
}
