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
        ].map { make in make(jobs) }
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
