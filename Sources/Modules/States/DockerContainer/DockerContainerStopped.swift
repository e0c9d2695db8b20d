package import Docker
package import Execution
package import Model
import Values

package struct DockerContainerStopped: StateFunction {
    package static let function: FunctionName = "docker_container.stopped"
    package static let summary = "Containers that do not run"

    let names: [String]
    let shutdownTimeout: Duration?
    let unpause: Bool
    let errorOnAbsent: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        names = arguments.texts("containers") ?? [name]
        shutdownTimeout = arguments.duration("shutdown_timeout")
        unpause = arguments.flag("unpause", default: false)
        errorOnAbsent = arguments.flag("error_on_absent", default: true)
    }

    /// The state of each by its name; nil for one that doesn't exist.
    package func observe(with reader: DockerReader, in run: RunContext) async throws -> [String: String?] {
        var states: [String: String?] = [:]
        for name in names { states.updateValue(try await reader.container(name)?.state.word, forKey: name) }
        return states
    }

    package func plan(_ seen: [String: String?]) -> Plan<[String: String]> {
        func all(_ state: String?) -> [String] { names.filter { seen[$0] == .some(state) } }
        func list(_ names: [String]) -> String { names.joined(separator: ", ") }
        let absent = all(nil)
        let paused = all("paused")
        var problems: [String] = []
        if errorOnAbsent, !absent.isEmpty { problems.append("The following container(s) are absent: \(list(absent))") }
        if !unpause, !paused.isEmpty { problems.append("The following container(s) are paused: \(list(paused))") }
        guard problems.isEmpty else { return .impossible(problems.joined(separator: ". ")) }
        let due = names.filter { seen[$0] != .some(nil) && seen[$0] != .some("stopped") }
        guard !due.isEmpty else {
            let subject = names.count == 1 ? "Container '\(names[0])' is " : "All specified containers are "
            return .satisfied(subject + (absent.isEmpty ? "" : "absent or ") + "not running")
        }
        let old = Dictionary(uniqueKeysWithValues: due.map { ($0, (seen[$0] ?? nil) ?? "") })
        return .changing(
            [old], predicted: Self.report(due, old),
            comment: "The following container(s) will be stopped: \(list(due))")
    }

    package func apply(_ old: [String: String], with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var stopped: [String] = []
        var problems: [String] = []
        for name in names where old[name] != nil {
            do throws(DockerError) {
                if old[name] == "paused" { try await docker.containers.unpause(name) }
                try await docker.containers.stop(name, timeout: shutdownTimeout)
                stopped.append(name)
            } catch {
                problems.append("Failed to stop container '\(name)': \(error)")
            }
        }
        let changes = Self.report(stopped, old)
        guard problems.isEmpty else { return .failed(problems.joined(separator: "; "), changes: changes) }
        return Applied(
            "The following container(s) were stopped: \(stopped.joined(separator: ", "))", changes: changes)
    }

    private static func report(_ names: [String], _ old: [String: String]) -> ValueMap {
        ValueMap(names.map { (.string($0), ["state": ["old": Value(old[$0]), "new": "stopped"]]) })
    }
}
