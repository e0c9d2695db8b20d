/// Wakes one loop; several wakes before it looks are one.
package struct Signal: Sendable {
    package let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() { (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    package func raise() { continuation.yield() }
}
