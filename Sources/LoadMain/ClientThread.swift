import Glibc
import Synchronization

/// A client on a thread of its own, joined for its tally.
final class ClientThread: Sendable {
    private let client: LoadClient
    private let tally = Mutex<Tally?>(nil)
    private let handle = Mutex<pthread_t>(0)

    init(_ client: LoadClient) { self.client = client }

    /// False when the system gives no thread.
    func start() -> Bool {
        let argument = Unmanaged.passRetained(self)
        let code = handle.withLock { handle in
            pthread_create(
                &handle, nil,
                { argument in
                    guard let argument else { return nil }
                    let thread = Unmanaged<ClientThread>.fromOpaque(argument).takeRetainedValue()
                    let result = thread.client.run()
                    thread.tally.withLock { $0 = result }
                    return nil
                }, argument.toOpaque())
        }
        if code != 0 { argument.release() }
        return code == 0
    }

    var hasEnded: Bool { tally.withLock { $0 != nil } }

    /// Waits for the client's end.
    func join() -> Tally {
        handle.withLock { _ = pthread_join($0, nil) }
        return tally.withLock { $0 ?? Tally() }
    }
}
