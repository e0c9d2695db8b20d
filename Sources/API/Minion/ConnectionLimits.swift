import NIOCore
import Synchronization

/// How many connections there may be at a time, from one address and from all: whoever is above is hung up on before
/// TLS begins, which is what costs.
final class ConnectionLimits: Sendable {
    /// Thrown where a connection is set up, which closes it.
    struct Exceeded: Error {}

    /// A connection's place, given back once.
    final class Slot: Sendable {
        private let limits: ConnectionLimits
        private let network: [UInt8]?

        fileprivate init(_ limits: ConnectionLimits, _ network: [UInt8]?) {
            self.limits = limits
            self.network = network
        }

        func leave() { limits.leave(network) }
    }

    private struct State {
        var all = 0
        var networks: [[UInt8]: Int] = [:]
        /// Continued when the last connection is gone.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let perAddress: Int
    private let overall: Int
    private let state = Mutex(State())

    init(perAddress: Int, overall: Int) {
        self.perAddress = perAddress
        self.overall = overall
    }

    /// - Returns: nil when there are too many. Whoever is on the master's own host counts for the whole only.
    func enter(_ address: SocketAddress?) -> Slot? {
        let network = EnrolmentThrottle.network(address)
        let isAllowed = state.withLock { state in
            guard state.all < overall else { return false }
            if let network {
                guard state.networks[network, default: 0] < perAddress else { return false }
                state.networks[network, default: 0] += 1
            }
            state.all += 1
            return true
        }
        return isAllowed ? Slot(self, network) : nil
    }

    /// Returns when there is no connection any more.
    func drained() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.all > 0 { state.waiting.append(continuation) }
                return state.all == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    private func leave(_ network: [UInt8]?) {
        let waiting = state.withLock { state in
            state.all -= 1
            if let network, let count = state.networks[network] {
                state.networks[network] = count > 1 ? count - 1 : nil
            }
            guard state.all == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
