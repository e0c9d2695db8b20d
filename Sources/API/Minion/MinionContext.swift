import ControlPlane
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// A request on the minion port: its connection, and who is at the other end once that is known.
struct MinionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Set by `MinionAuthorisation`.
    var minion: MinionID?
    /// The serial number of the certificate that the minion has shown.
    var serial: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// - Throws: 401 on a route that `MinionAuthorisation` does not guard.
    var authorisedMinion: MinionID {
        get throws {
            guard let minion else { throw ReplyFailure(.unauthorized, "The request has no client certificate") }
            return minion
        }
    }
}
