package import Execution
import Host
package import Model
import Values

package struct GroupAbsent: StateFunction {
    package static let function: FunctionName = "group.absent"
    package static let summary = "No group of that name"

    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { self.name = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool {
        reader.accounts.group(name) != nil
    }

    package func plan(_ isThere: Bool) -> Plan<String> {
        guard isThere else { return .satisfied("Group not present") }
        return .changing([name], predicted: [name: ""], comment: "Group \(name) is set for removal")
    }

    package func apply(_ group: String, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let result = try await writer.commands.run(.arguments("groupdel", group))
        guard result.exitCode == 0 else { return .failed("Failed to remove group \(group): \(result.everything)") }
        return Applied("Removed group \(group)", changes: [group: ""])
    }
}
