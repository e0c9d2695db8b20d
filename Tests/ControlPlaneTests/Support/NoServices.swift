import Execution
import Model
import Values

/// A run that reaches nothing and that nobody follows.
struct NoServices: RunServices {
    func file(_ url: String, environment: String) async throws -> [UInt8]? { nil }

    func render(template: String, named name: String, context: ValueMap, in run: RunContext) async throws -> String {
        template
    }

    func call(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult {
        throw Diagnostic("'\(call.function)' is not available.")
    }

    func exitCode(of command: String, options: ValueMap) async throws -> Int { 1 }
    func exists(_ path: String) async -> Bool { false }
    func report(_ event: Event) async {}
}
