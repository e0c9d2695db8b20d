import CLibcurl
import Glibc
import Synchronization

/// Runs all transfers of one client on one thread of its own: libcurl's multi interface with its poll, woken by an
/// inbox.
///
/// Everything that touches libcurl's handles happens on that thread, except `curl_multi_wakeup`, which libcurl allows
/// from any. Library and thread are there from the first transfer on.
final class CurlLoop: TransferLoop {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
    }

    struct Inbox: Sendable {
        var commands: [Command] = []
        var isStopped = false
        /// Nil until the first transfer: a client that is never used costs neither the library nor a thread.
        fileprivate var multi: MultiHandle?
    }

    let options: TransportOptions
    let inbox = Mutex(Inbox())

    init(options: TransportOptions) { self.options = options }

    func start(_ transfer: Transfer) {
        let failure: TransportError? = inbox.withLock { inbox in
            guard !inbox.isStopped else { return .cancelled }
            do throws(TransportError) {
                let multi = if let multi = inbox.multi { multi } else { try startThread() }
                inbox.multi = multi
                inbox.commands.append(.start(transfer))
                multi.wake()
                return nil
            } catch {
                return error
            }
        }
        if let failure { transfer.receiver.finish(failure) }
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
            inbox.multi?.wake()
        }
    }

    /// What is about a transfer that was never started is no news.
    private func send(_ command: Command) {
        inbox.withLock { inbox in
            guard !inbox.isStopped, let multi = inbox.multi else { return }
            inbox.commands.append(command)
            multi.wake()
        }
    }

    /// The thread keeps the loop alive until it has seen `isStopped`.
    private func startThread() throws(TransportError) -> MultiHandle {
        try CurlLibrary.load()
        guard let pointer = libcurl().pointee.multi_init() else {
            throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), reason: "libcurl has no memory for its transfers")
        }
        let multi = MultiHandle(pointer: pointer)
        let argument = Unmanaged.passRetained(ThreadArgument(loop: self, multi: multi))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, threadMain, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            _ = libcurl().pointee.multi_cleanup(pointer)
            throw .other(
                code: Int(CURLE_FAILED_INIT.rawValue),
                reason: "no thread can be started for transfers: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
        return multi
    }
}

/// What the thread begins with.
private final class ThreadArgument {
    let loop: CurlLoop
    let multi: MultiHandle

    init(loop: CurlLoop, multi: MultiHandle) {
        self.loop = loop
        self.multi = multi
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument {
        let start = Unmanaged<ThreadArgument>.fromOpaque(argument).takeRetainedValue()
        LoopThread(loop: start.loop, multi: start.multi).run()
    }
    return nil
}

/// libcurl's multi handle.
// Safety: the loop's thread alone uses it, and `curl_multi_wakeup` is documented as callable from any thread while the
// handle lives; the inbox's lock orders those calls before the cleanup.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// Only under the inbox's lock and before `isStopped` has been seen by the thread: the handle is freed after that.
    fileprivate func wake() { _ = libcurl().pointee.multi_wakeup(pointer) }
}
