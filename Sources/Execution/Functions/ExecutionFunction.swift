package import Model
package import Values

/// A function that is called by name: `test.ping`, `cmd.run`, `jobs.list_jobs`.
package struct ExecutionFunction: Sendable {
    package let name: FunctionName
    /// One line for `sys.doc`.
    package let summary: String
    package let parameters: [Parameter]
    package let body: @Sendable (BoundArguments, RunContext) async throws -> FunctionResult

    /// - Throws (from `body`): anything printable; the caller reports it as the function's failure.
    package init(
        _ name: FunctionName, _ summary: String, parameters: [Parameter] = [],
        body: @escaping @Sendable (BoundArguments, RunContext) async throws -> FunctionResult
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.body = body
    }

    /// Binds the arguments to the parameters and calls.
    package func callAsFunction(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult {
        try await body(BoundArguments(call, parameters: parameters, of: name), run)
    }
}

/// What a function returned. A plain value is a success.
package struct FunctionResult: Sendable {
    package var value: Value
    package var retcode: Int
    /// The outputter for people, `highstate`, or nil for the common one.
    package var outputter: String?
    /// Whether nothing was begun, as something is in the way; the value says what.
    package var isRefusal = false

    package init(_ value: Value, retcode: Int = 0, outputter: String? = nil) {
        self.value = value
        self.retcode = retcode
        self.outputter = outputter
    }
}
