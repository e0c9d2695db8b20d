package import Model

/// A state function as three small ones: observe reads, plan decides, apply writes.
///
/// `observe` is only given a `Reader` and `plan` nothing at all, so a test run (observe, plan, stop) can't touch the
/// host. `apply` makes one planned change and alone is given a `Writer`.
package protocol StateFunction: Sendable {
    associatedtype Reader: Sendable
    associatedtype Writer: Sendable
    associatedtype Observation: Sendable
    associatedtype Change: Sendable

    static var function: FunctionName { get }

    /// What it does, in a sentence without a full stop, for `sys.state_doc`.
    static var summary: String { get }

    /// Whether a `watch` on it does more than a `require`. `WatchingStateFunction` says so.
    static var isWatching: Bool { get }

    /// The function where it can do the work of several chunks at once. `AggregatingStateFunction` says so.
    static var aggregating: (any AggregatingStateFunction.Type)? { get }

    /// Takes its arguments out of the decoder; what is left over afterwards is refused as unknown.
    /// Problems are collected in the decoder; a value is needed only to go on.
    init(name: String, _ arguments: inout ArgumentDecoder)

    /// Reads the host. Throwing is for broken infrastructure (the engine can't be reached), not for "it isn't there".
    func observe(with reader: Reader, in run: RunContext) async throws -> Observation

    func plan(_ seen: Observation) -> Plan<Change>

    /// Makes one change. A change that fails is an `Applied.failed`; throwing is for broken infrastructure.
    func apply(_ change: Change, with writer: Writer, in run: RunContext) async throws -> Applied
}

extension StateFunction {
    package static var isWatching: Bool { false }
    package static var aggregating: (any AggregatingStateFunction.Type)? { nil }
}

/// A state function that can do the work of several chunks at once (Salt's `mod_aggregate`).
package protocol AggregatingStateFunction: StateFunction {
    /// Whether a chunk can take over what the other asks for.
    static func isAlike(_ chunk: LowChunk, _ other: LowChunk) -> Bool

    /// The chunk with what the others, which are alike and whose turn comes later, ask for. They find it done then.
    static func aggregate(_ chunk: LowChunk, _ others: [LowChunk]) -> LowChunk
}

extension AggregatingStateFunction {
    package static var aggregating: (any AggregatingStateFunction.Type)? { self }
}

/// A state function that reacts to a change of what it watches (Salt's `mod_watch`).
package protocol WatchingStateFunction: StateFunction {
    /// What to do about a change of a watched state, when the state itself found nothing to change.
    func planAfterWatchedChange(_ seen: Observation) -> Plan<Change>
}

extension WatchingStateFunction {
    package static var isWatching: Bool { true }
}
