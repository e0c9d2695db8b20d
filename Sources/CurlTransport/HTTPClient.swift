import Dispatch

/// An HTTP/1.1 client on libcurl, and HTTP/2 where it is asked for: one thread, kept connections, streaming with
/// back-pressure, immediate cancellation.
///
/// - A request is sent once. When a kept connection turns out to be closed before any byte of the answer came, libcurl
///   would send any request again on a new one; here that is done for `GET`, `HEAD` and `OPTIONS` only, all others end
///   with `TransportError.connectionLost`, since the server may have carried them out.
/// - Redirects are not followed, cookies not kept, proxies from the environment not used.
/// - A client that is dropped ends its thread; streams keep their client alive.
package final class HTTPClient: Sendable {
    let loop: any TransferLoop

    package init(options: TransportOptions = TransportOptions()) { loop = CurlLoop(options: options) }

    /// A client for a server on this host, without libcurl: to load that takes longer than most answers.
    ///
    /// Each request has a connection and a thread of its own; the limits of time in it are not heeded, nor is `bodyFile`.
    package init(localSocket path: String) { loop = SocketLoop(path: path) }

    deinit { loop.stop() }

    /// The whole answer. Cancelling the task ends the transfer at once.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let receiver = CollectingReceiver(limit: loop.options.maximumBodySize)
        let transfer = Transfer(request, receiver: receiver)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                receiver.whenDone { continuation.resume(returning: $0) }
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try outcome.get()
    }

    /// The whole answer, for a thread that may be blocked: never for one of the cooperative pool's.
    package func sendBlocking(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        let receiver = CollectingReceiver(limit: loop.options.maximumBodySize)
        let done = DispatchSemaphore(value: 0)
        loop.start(Transfer(request, receiver: receiver))
        receiver.whenDone { _ in done.signal() }
        done.wait()
        return try receiver.outcome()
    }

    /// Returns as soon as status and header fields are there; the body is read from the stream.
    package func stream(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
        let receiver = StreamingReceiver()
        let transfer = Transfer(request, receiver: receiver)
        let head = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                receiver.awaitHead(continuation)
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return HTTPStream(try head.get(), client: self, transfer: transfer, receiver: receiver)
    }

    /// Ends all transfers with `TransportError.cancelled`; a request after that ends the same way.
    package func shutdown() { loop.stop() }
}
