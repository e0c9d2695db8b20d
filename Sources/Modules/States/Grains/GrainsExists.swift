package import Execution
import Host
package import Model
package import Values

package struct GrainsExists: StateFunction {
    package static let function: FunctionName = "grains.exists"
    package static let summary = "Whether a grain is there; nothing is changed"

    let path: GrainPath

    package init(name: String, _ arguments: inout ArgumentDecoder) { path = GrainPath(name, &arguments) }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> ValueMap {
        try await GrainChange.grains(in: run)
    }

    package func plan(_ seen: ValueMap) -> Plan<Never> {
        path.value(in: seen) == nil ? .impossible("Grain does not exist") : .satisfied("Grain exists")
    }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}
