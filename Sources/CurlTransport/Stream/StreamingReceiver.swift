import Synchronization

/// Holds what came and was not yet read, up to a limit; beyond it the connection is not read from.
final class StreamingReceiver: TransferReceiver {
    typealias Next = Result<[UInt8]?, TransportError>

    private struct State: Sendable {
        var head: ResponseHead?
        var buffer: [UInt8] = []
        var isPaused = false
        var end: Result<Void, TransportError>?
        var headWaiter: CheckedContinuation<Result<ResponseHead, TransportError>, Never>?
        var waiter: CheckedContinuation<Next, Never>?
    }

    /// Bytes held for the reader.
    static let capacity = 256 << 10

    private let state = Mutex(State())

    var isFinished: Bool { state.withLock { $0.end != nil } }

    /// The continuation gets the head as soon as it is there, or the failure.
    func awaitHead(_ continuation: CheckedContinuation<Result<ResponseHead, TransportError>, Never>) {
        let known: Result<ResponseHead, TransportError>? = state.withLock { state in
            if let head = state.head { return .success(head) }
            if case .failure(let error) = state.end { return .failure(error) }
            state.headWaiter = continuation
            return nil
        }
        if let known { continuation.resume(returning: known) }
    }

    /// The continuation gets all that is held, nil at the end, or the failure; it waits when there is nothing yet.
    /// - Returns: whether the connection had been paused and may go on.
    func awaitBytes(_ continuation: CheckedContinuation<Next, Never>) -> Bool {
        let (known, resumes): (Next?, Bool) = state.withLock { state in
            if case .failure(.cancelled) = state.end { return (.failure(.cancelled), false) }
            if !state.buffer.isEmpty {
                let bytes = state.buffer
                state.buffer = []
                defer { state.isPaused = false }
                return (.success(bytes), state.isPaused)
            }
            switch state.end {
            case .success: return (.success(nil), false)
            case .failure(let error): return (.failure(error), false)
            case nil:
                state.waiter = continuation
                return (nil, false)
            }
        }
        if let known { continuation.resume(returning: known) }
        return resumes
    }

    func begin(_ head: ResponseHead) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: .success(head))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> ReceiveOutcome {
        let (outcome, waiter) = state.withLock { state in
            if state.end != nil { return (ReceiveOutcome.unwanted, CheckedContinuation<Next, Never>?.none) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (.taken, waiter)
            }
            guard state.buffer.count + bytes.count <= Self.capacity else {
                state.isPaused = true
                return (.full, nil)
            }
            state.buffer.append(contentsOf: bytes)
            return (.taken, nil)
        }
        waiter?.resume(returning: .success(Array(bytes)))
        return outcome
    }

    /// What had arrived before a failure can still be read; a cancelled stream gives nothing more.
    func finish(_ failure: TransportError?) {
        let (headWaiter, waiter) = state.withLock { state in
            guard state.end == nil else {
                return (
                    CheckedContinuation<Result<ResponseHead, TransportError>, Never>?.none,
                    CheckedContinuation<Next, Never>?.none
                )
            }
            state.end = failure.map { .failure($0) } ?? .success(())
            if failure == .cancelled { state.buffer = [] }
            defer {
                state.headWaiter = nil
                state.waiter = nil
            }
            return (state.headWaiter, state.waiter)
        }
        headWaiter?.resume(returning: .failure(failure ?? .other(code: 52, reason: "the answer has no head")))
        waiter?.resume(returning: failure.map { .failure($0) } ?? .success(nil))
    }
}
