import Execution
import Model
import Values

/// For functions that need none of the process around them.
struct NoServices: RunServices {
    struct Unwanted: Error {}

    func file(_ url: String, environment: String) async throws -> [UInt8]? { throw Unwanted() }

    func render(template: String, named name: String, context: ValueMap, in run: RunContext) async throws -> String {
        throw Unwanted()
    }

    func call(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult { throw Unwanted() }

    func exitCode(of command: String, options: ValueMap) async throws -> Int { throw Unwanted() }

    func exists(_ path: String) async -> Bool { false }

    func report(_ event: Event) async {}
}
