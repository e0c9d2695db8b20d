/// Does something on a stack of its own, which is given back when it is done.
///
/// A task keeps the deepest stack that it ever had. One that lives as long as a minion is connected must not have called
/// the store: with ten thousand of them that is a fifth of a gigabyte.
///
/// The work is not cancelled with the caller.
func apart<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await Task(operation: work).value
}
