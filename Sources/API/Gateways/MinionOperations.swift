package import ControlPlane
import HummingbirdCore
package import Model
package import Values

/// What the minion port asks of the master: the seam between HTTP and the control plane.
package protocol MinionOperations: Sendable {
    /// Told when a request begins and ends.
    var workload: Workload { get }

    func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentReply

    /// - Returns: nil when the key is rejected or deleted, or the certificate is not its newest.
    func authorise(id: String, serial: String) async throws -> MinionID?

    /// A new certificate for a minion's key: `{"certificate": PEM}`.
    ///
    /// - Parameter serial: of the certificate that the request came with.
    func renew(_ minion: MinionID, showing serial: String) async throws -> Value

    /// The lines for a minion; they end when its key is cut off or another connection takes over.
    func connect(_ minion: MinionID) async throws -> MinionConnection

    func save(grains: ValueMap, of minion: MinionID) async throws
    func record(returnBody: Value, from minion: MinionID) async throws

    /// A minion has begun a job by itself.
    func begin(jobBody: Value, on minion: MinionID) async throws -> Value

    /// What a minion asks of the mine.
    func mine(request: Value, from minion: MinionID) async throws -> Value

    func report(eventBody: Value, from minion: MinionID) async throws

    /// The minion's pillar, with `_errors` in it where something is wrong.
    func pillar(request: Value, for minion: MinionID) async throws -> Value

    func manifest(environment: String) async throws -> (body: Value, digest: String)

    /// - Parameters:
    ///   - stretch: the bytes that are wanted, as far as there are so many; nil for all.
    ///   - version: the digest that the stretch has to be of; the whole of a file that has another is given.
    /// - Returns: nil when there is no such file.
    func file(
        path: String, environment: String, stretch: Range<Int>?, of version: String?
    ) async throws -> ServedPart?

    /// Begins to take a file from a minion.
    ///
    /// - Parameters:
    ///   - path: where it is to be among the minion's files.
    ///   - size: of the whole file, in bytes.
    func receive(path: String, size: Int, from minion: MinionID) async throws -> IncomingFile
}
