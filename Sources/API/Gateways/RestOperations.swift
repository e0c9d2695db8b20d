package import ControlPlane
package import Model
package import Values

/// What the REST API asks of the master: the seam between HTTP and the control plane.
package protocol RestOperations: Sendable {
    /// What happens while a request is carried out.
    typealias Progress = @Sendable (Event) async -> Void

    var access: AccessControl { get }

    /// Whether a chunk can be carried out, as far as that can be said before.
    ///
    /// - Throws: `Refusal`, `AccessRefusal`, `Diagnostic`.
    func admit(_ chunk: ValueMap, as principal: Principal) async throws

    /// Carries out one lowstate chunk.
    ///
    /// - Returns: its elements of `return`: one, or one a minion for `local_batch`.
    /// - Throws: `Refusal`, `AccessRefusal`, `Diagnostic`.
    func run(_ chunk: ValueMap, as principal: Principal, progress: @escaping Progress) async throws -> [Value]

    /// The stacks of an application, or of all by application.
    func stacks(app: String?) async throws -> Value

    func stack(
        _ action: String, app: String, body: ValueMap, as principal: Principal, progress: @escaping Progress
    ) async throws -> Value

    /// The minions with an accepted key, sorted.
    func minions() async throws -> [MinionID]

    /// The grains that a minion has told last; nil when it told none.
    func grains(of minion: MinionID) async throws -> ValueMap?

    /// Descriptions by job id.
    func jobs() async throws -> Value

    /// One job with `Minions` and `Result: {MINION: {"return", "retcode", "success"}}`.
    func job(_ jid: String) async throws -> Value

    /// `minions`, `minions_pre`, ... with the ids, or for one id with its fingerprint.
    func keys(id: String?) async throws -> Value

    func events(glob: String?) async -> AsyncStream<Event>
    func publish(_ event: Event) async
}
