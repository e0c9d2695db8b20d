import CLibcurl
import Glibc
import Synchronization

/// Runs all transfers of one client on one thread of its own: libcurl's multi interface with its poll, woken by an
/// inbox.
///
/// Everything that touches libcurl's handles happens on that thread, except `curl_multi_wakeup`, which libcurl allows
/// from any.
final class CurlLoop: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
    }

    struct Inbox: Sendable {
        var commands: [Command] = []
        var isStopped = false
    }

    let options: TransportOptions
    let inbox = Mutex(Inbox())
    private let multi: MultiHandle?

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(options: TransportOptions) {
        self.options = options
        multi = Self.isLibraryReady ? curl_multi_init().map(MultiHandle.init) : nil
        let isRunning = multi.map(startThread) ?? false
        if !isRunning { inbox.withLock { $0.isStopped = true } }
    }

    func start(_ transfer: Transfer) {
        if !send(.start(transfer)) { transfer.receiver.finish(.cancelled) }
    }

    /// Ends the transfer for its receiver at once, and for libcurl as soon as the thread wakes.
    func cancel(_ transfer: Transfer) {
        transfer.receiver.finish(.cancelled)
        send(.cancel(transfer))
    }

    /// The receiver has room again.
    func resume(_ transfer: Transfer) { send(.resume(transfer)) }

    /// Ends all transfers with `cancelled`; later ones end so at once. Does not wait for the thread.
    func stop() {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return }
            inbox.isStopped = true
            wake()
        }
    }

    @discardableResult
    private func send(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            inbox.commands.append(command)
            wake()
            return true
        }
    }

    /// Only under the inbox's lock and before `isStopped` has been seen by the thread: the handle is freed after that.
    private func wake() {
        if let multi { curl_multi_wakeup(multi.pointer) }
    }

    /// The thread keeps the loop alive until it has seen `isStopped`.
    private func startThread(_ multi: MultiHandle) -> Bool {
        let argument = Unmanaged.passRetained(self)
        if Self.startThread(argument.toOpaque()) { return true }
        argument.release()
        curl_multi_cleanup(multi.pointer)
        return false
    }

    private static func startThread(_ argument: UnsafeMutableRawPointer) -> Bool {
        var thread = pthread_t()
        guard pthread_create(&thread, nil, threadMain, argument) == 0 else { return false }
        pthread_detach(thread)
        return true
    }

    fileprivate func runOnThisThread() {
        if let multi { LoopThread(loop: self, multi: multi).run() }
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().runOnThisThread() }
    return nil
}

/// libcurl's multi handle.
// Safety: the loop's thread alone uses it, and `curl_multi_wakeup` is documented as callable from any thread while the
// handle lives; the inbox's lock orders those calls before the cleanup.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
