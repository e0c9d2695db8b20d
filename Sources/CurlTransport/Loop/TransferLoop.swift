/// What carries a client's transfers out.
protocol TransferLoop: AnyObject, Sendable {
    var options: TransportOptions { get }

    func start(_ transfer: Transfer)
    /// Ends the transfer for its receiver at once.
    func cancel(_ transfer: Transfer)
    /// The receiver has room again.
    func resume(_ transfer: Transfer)
    /// Ends all transfers with `cancelled`; later ones end so at once. Does not wait.
    func stop()
}
