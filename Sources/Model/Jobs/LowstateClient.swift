/// What `client` of a lowstate chunk may be: how its function is called.
package enum LowstateClient: String, CaseIterable, Sendable {
    case local
    case localAsync = "local_async"
    case localBatch = "local_batch"
    case localSubset = "local_subset"
    case runner
    case runnerAsync = "runner_async"
    case wheel
    case wheelAsync = "wheel_async"

    package static let names = allCases.map(\.rawValue)

    /// Whether minions run it, and not the master.
    package var isLocal: Bool { [.local, .localAsync, .localBatch, .localSubset].contains(self) }
}
