import Synchronization

/// Gathers an answer whole and hands it over once.
final class CollectingReceiver: TransferReceiver {
    typealias Outcome = Result<HTTPResponse, TransportError>

    private struct State: Sendable {
        var response = HTTPResponse(status: 0)
        var isOverLimit = false
        var outcome: Outcome?
        var completion: (@Sendable (Outcome) -> Void)?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Calls `completion` with the outcome, at once if it is there already.
    func whenDone(_ completion: @escaping @Sendable (Outcome) -> Void) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.completion = completion }
            return state.outcome
        }
        if let outcome { completion(outcome) }
    }

    /// The outcome, after `whenDone` has called.
    func outcome() throws(TransportError) -> HTTPResponse {
        guard let outcome = state.withLock({ $0.outcome }) else { throw .cancelled }
        return try outcome.get()
    }

    var isFinished: Bool { state.withLock { $0.outcome != nil } }

    func begin(_ head: ResponseHead) {
        state.withLock { state in
            state.response.status = head.status
            state.response.headers = head.headers
            state.response.peerCertificates = head.peerCertificates
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> ReceiveOutcome {
        state.withLock { state in
            if state.outcome != nil { return .unwanted }
            state.isOverLimit = state.response.body.count + bytes.count > limit
            if state.isOverLimit { return .unwanted }
            state.response.body.append(contentsOf: bytes)
            return .taken
        }
    }

    func finish(_ failure: TransportError?) {
        let call: (@Sendable () -> Void)? = state.withLock { state in
            guard state.outcome == nil else { return nil }
            let outcome: Outcome =
                if state.isOverLimit { .failure(.tooLarge(limit: limit)) } else if let failure {
                    .failure(failure)
                } else {
                    .success(state.response)
                }
            state.outcome = outcome
            guard let completion = state.completion else { return nil }
            state.completion = nil
            return { completion(outcome) }
        }
        call?()
    }
}
