import Docker
import Execution
import Model
import Values

/// Whether a container that was started stays up. Many that can't work end within a moment, and a restart policy hides
/// it; an orchestration that goes on after such a start would fail later and far from the cause.
struct ContainerSettling: Sendable {
    let docker: DockerClient
    /// How long a container must have been up.
    var time: Duration = .milliseconds(300)
    /// The same for one that the engine has restarted a moment ago.
    var timeAfterRestart: Duration = .seconds(2)
    var interval: Duration = .milliseconds(50)

    static let logLines = 20

    /// - Returns: why it is not running, with the end of its log, or nil when it runs.
    func problem(with id: String) async throws(DockerError) -> String? {
        let first = try await docker.containers.inspect(id)
        let end = ContinuousClock.now + (Self.wasJustRestarted(first) ? timeAfterRestart : time)
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

    /// Whether a restart policy has started it again within the last ten seconds, after which the engine itself takes
    /// a container for sound.
    static func wasJustRestarted(_ container: ContainerDetails) -> Bool {
        guard container.restartCount > 0 else { return false }
        // Both are UTC in the same form, so that they compare as texts.
        return container.state.startedAt > CivilTime(microseconds: RunClock.system.now() - 10_000_000).stamp
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
