import Execution
import Model
import Values

/// `manage.*`: who is there.
enum ManageRunners {
    static func all(_ jobs: JobService) -> [RunnerService.Runner] {
        [
            runner("manage.up", "The accepted minions that are connected") { up, _ in .strings(up) },
            runner("manage.present", "The accepted minions that are connected") { up, _ in .strings(up) },
            runner("manage.down", "The accepted minions that are not connected") { _, down in .strings(down) },
            runner("manage.status", "The accepted minions, connected and not") { up, down in
                ["up": .strings(up), "down": .strings(down)]
            },
        ].map { make in make(jobs) } + [versions(jobs)]
    }

    /// By what minions told of themselves when they connected.
    private static func versions(_ jobs: JobService) -> RunnerService.Runner {
        RunnerService.Runner(
            name: "manage.versions", summary: "The versions of the connected minions, beside the master's",
            parameters: []
        ) { _, _ in
            let connected = await jobs.connected()
            var groups: [String: ValueMap] = [:]
            for (minion, grains) in try await jobs.minionStore.grains().sorted(by: { $0.key < $1.key })
            where connected.contains(minion) {
                let version = grains["pigeonversion"]?.scalarText ?? "unknown"
                groups[group(of: version), default: [:]][minion.text] = .string(version)
            }
            var result: ValueMap = ["Master": .string(ProgramVersion.current)]
            for name in ["Up to date", "Minion requires update", "Minion newer than master"] {
                if let group = groups[name] { result[name] = .map(group) }
            }
            return FunctionResult(.map(result))
        }
    }

    /// Salt's headings.
    private static func group(of version: String) -> String {
        if version == ProgramVersion.current { return "Up to date" }
        let numbers = { (text: String) in text.split(separator: ".").map { Int($0) ?? 0 } }
        return numbers(version).lexicographicallyPrecedes(numbers(ProgramVersion.current))
            ? "Minion requires update" : "Minion newer than master"
    }

    private static func runner(
        _ name: FunctionName, _ summary: String, _ shape: @escaping @Sendable ([String], [String]) -> Value
    ) -> (JobService) -> RunnerService.Runner {
        { jobs in
            RunnerService.Runner(name: name, summary: summary, parameters: []) { _, _ in
                let accepted = try await jobs.minions(matching: Target("*"))
                let connected = await jobs.connected()
                let up = accepted.filter { connected.contains($0) }.map(\.text)
                let down = accepted.filter { !connected.contains($0) }.map(\.text)
                return FunctionResult(shape(up, down))
            }
        }
    }
}
