import Logging
import Model
import Values

/// A `local_batch` call: so many minions at a time, each one's return an element of its own.
struct LocalBatch {
    let low: Lowstate
    let jobs: JobService
    /// How long a minion that is away is waited for.
    let timeout: Duration

    /// - Parameters:
    ///   - steps: hears which state began last, a few times a second.
    ///   - heard: hears every return as it comes.
    /// - Returns: the elements, in the order in which the minions were done with.
    /// - Throws: also when a job could not be made and the elements can't tell that, as the call is not for full returns.
    func run(
        as user: String, steps: (@Sendable (Event) async -> Void)? = nil,
        heard: @escaping @Sendable (JobReturn) async -> Void
    ) async throws -> [Value] {
        let batch = try batch()
        let target = try low.target()
        let minions = await jobs.some(low.subset, of: try await jobs.minions(matching: target))
        let unknown = try await jobs.unknown(to: target)
        let done = try await batch.run(on: minions) { minion in
            try await jobs.run(low.call, on: [minion], as: user, patience: timeout, steps: steps, heard: heard)
        }
        let elements = done.answers.flatMap { Self.elements(low.shape($0)) }
        guard low.isFullReturn else {
            if let failure = done.failures.first {
                throw done.answers.isEmpty ? failure.error : PartlyDone.after(failure.error)
            }
            return elements
        }
        return elements + done.failures.map { [$0.minion.text: notMade($0.minion, $0.error)] }
            + done.left.map { [$0.text: Lowstate.missing("Stopped \(done.stop?.phrase ?? "")")] }
            + Self.elements(low.shape(unknown: unknown))
    }

    private func batch() throws -> Batch {
        let text = low.batch ?? "100%"
        guard let size = Batch.Size(text) else {
            throw Refusal(
                .badRequest, "'\(text)' is not a batch size", hint: "a number of minions, or a percentage like 25%")
        }
        return Batch(size: size, wait: low.batchWait, stopsAfterFailure: low.failsHard)
    }

    /// Of a minion for which no job could be made.
    private func notMade(_ minion: MinionID, _ error: any Error) -> Value {
        jobs.logger.error(
            "a job of a batch can't be made", metadata: ["minion.id": "\(minion)", "error": "\(error)"])
        return Lowstate.missing(
            error.storeUnavailability ?? "An unexpected error occurred, the master's log has it")
    }

    private static func elements(_ shaped: ValueMap) -> [Value] { shaped.map { .map(ValueMap([($0.key, $0.value)])) } }
}
