package import Execution
package import Model
package import Values

/// The way to the mine: the master's, or that of a minion without one.
package protocol MineAccess: Sendable {
    /// - Returns: for `get` `{FUNCTION: {MINION: value}}`, with an entry for each function; for all else True.
    func ask(_ request: MineRequest, in run: RunContext) async throws -> Value
}
