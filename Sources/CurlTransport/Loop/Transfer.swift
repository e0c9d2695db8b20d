/// One exchange as the caller and the loop both know it: what to send and who takes what comes back.
final class Transfer: Sendable {
    let request: HTTPRequest
    let receiver: any TransferReceiver

    init(_ request: HTTPRequest, receiver: any TransferReceiver) {
        self.request = request
        self.receiver = receiver
    }

    var id: ObjectIdentifier { ObjectIdentifier(self) }
}

/// Takes an answer as it arrives. All calls but `finish` come from the loop's thread; `finish` may come from any.
protocol TransferReceiver: AnyObject, Sendable {
    /// Status and header fields are complete. Called once, before any `receive`.
    func begin(_ head: ResponseHead)
    /// Part of the body. The bytes are valid only during the call.
    func receive(_ bytes: UnsafeRawBufferPointer) -> ReceiveOutcome
    /// The exchange is over; the first call counts, later ones do nothing.
    func finish(_ failure: TransportError?)
    /// Whether `finish` was called: there is no use in going on.
    var isFinished: Bool { get }
}

enum ReceiveOutcome {
    case taken
    /// Nothing was taken: offer the same bytes again after a `resume`.
    case full
    /// Nobody wants the rest.
    case unwanted
}
