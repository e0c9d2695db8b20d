package import Execution
import Host
package import Values

/// A state of one grain: all of them look at the grains as they are now, and set one.
package protocol GrainsState: StateFunction
where Reader == HostReader, Writer == HostWriter, Observation == ValueMap, Change == GrainChange {}

extension GrainsState {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> ValueMap {
        try await GrainChange.grains(in: run)
    }

    package func apply(_ change: GrainChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await change.apply(in: run)
    }
}
