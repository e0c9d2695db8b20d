package import Execution
import Host
package import Model
import Values

package struct UserAbsent: StateFunction {
    package static let function: FunctionName = "user.absent"
    package static let summary = "No user of that name"

    let name: String
    let purges: Bool
    let isForced: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        purges = arguments.flag("purge", default: false)
        isForced = arguments.flag("force", default: false)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool {
        reader.accounts.user(name) != nil
    }

    package func plan(_ isThere: Bool) -> Plan<[String]> {
        guard isThere else { return .satisfied("User \(name) is not present") }
        let words = ["userdel"] + (purges ? ["-r"] : []) + (isForced ? ["-f"] : []) + [name]
        return .changing([words], predicted: [name: "removed"], comment: "User \(name) set for removal")
    }

    package func apply(_ words: [String], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let result = try await writer.commands.run(CommandRequest(.arguments(words)))
        guard result.exitCode == 0 else { return .failed("Failed to remove user \(name): \(result.everything)") }
        return Applied("Removed user \(name)", changes: [name: "removed"])
    }
}
