import ControlPlane
import Hummingbird
import NIOCore
import Values

/// A request to the REST API: its connection, and who asks once that is known.
struct RestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The caller's address, for logs and the throttle of logins.
    var address: String { channel.remoteAddress?.ipAddress ?? "local" }
}
