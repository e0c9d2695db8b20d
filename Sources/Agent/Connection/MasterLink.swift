import Model
import Synchronization
package import Values

/// The way to the master as it is at this moment, for all parts of the minion that need one.
package final class MasterLink: Sendable {
    private let current = Mutex<MasterClient?>(nil)

    package init(_ client: MasterClient? = nil) { current.withLock { $0 = client } }

    /// The client of the master that the minion is enrolled with; nil before that.
    package var client: MasterClient? { current.withLock { $0 } }

    package func use(_ client: MasterClient?) { current.withLock { $0 = client } }

    /// From now on requests show a renewed certificate, if the way still leads to this master.
    func renew(_ credentials: Credentials, at address: MasterAddress) {
        current.withLock { client in
            if client?.address == address { client = MasterClient(address: address, credentials: credentials) }
        }
    }

    /// - Throws: a sentence for the return of a job that needs the master.
    package func connected() throws(Diagnostic) -> MasterClient {
        guard let client else {
            throw Diagnostic(
                "this minion is not connected to a master",
                hint: "its log says why; `pigeon key list` on the master shows "
                    + "whether its key is accepted")
        }
        return client
    }
}
