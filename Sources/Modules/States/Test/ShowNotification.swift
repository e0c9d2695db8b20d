package import Execution
import Host
package import Model
import Values

package struct ShowNotification: StateFunction {
    package static let function: FunctionName = "test.show_notification"
    package static let summary = "A text in the output of a run"

    let text: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { text = arguments.requiredText("text") }

    package func observe(with reader: HostReader, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<Never> { .satisfied(text) }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}
