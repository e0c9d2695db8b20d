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

    private func leave(_ network: [UInt8]?) {
        state.withLock { state in
            state.all -= 1
            guard let network, let count = state.networks[network] else { return }
            state.networks[network] = count > 1 ? count - 1 : nil
        }
    }
}
