import Glibc
import NIOCore
import Synchronization

/// Holds off addresses that enrol too often, and all of them when they are too many together: a bucket of tokens for
/// each, and one for all. An enrolment costs the master the check of a signature and maybe a write.
///
/// Whoever is on the master's own host counts for the whole only.
final class EnrolmentThrottle: Sendable {
    /// How many at once, and how many a second in the long run.
    struct Rate: Sendable {
        var burst: Double
        var perSecond: Double
    }

    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant

        mutating func fill(_ rate: Rate, _ now: ContinuousClock.Instant) {
            let seconds = filled.duration(to: now) / .seconds(1)
            tokens = min(rate.burst, tokens + seconds * rate.perSecond)
            filled = now
        }
    }

    private struct State {
        var all: Bucket
        var addresses: [[UInt8]: Bucket] = [:]
    }

    /// Addresses that are remembered; when there are more, those that did nothing lately are forgotten.
    private static let capacity = 10_000

    private let perAddress: Rate
    private let overall: Rate
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    init(
        perAddress: Rate, overall: Rate, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.perAddress = perAddress
        self.overall = overall
        self.now = now
        state = Mutex(State(all: Bucket(tokens: overall.burst, filled: now())))
    }

    /// - Returns: nil when the enrolment may go on, else the seconds to wait.
    func wait(_ address: SocketAddress?) -> Int? {
        let now = now()
        let network = Self.network(address)
        return state.withLock { state in
            state.all.fill(overall, now)
            var own = network.map { state.addresses[$0] ?? Bucket(tokens: perAddress.burst, filled: now) }
            own?.fill(perAddress, now)
            if let own, own.tokens < 1 { return Self.seconds(own, perAddress) }
            if state.all.tokens < 1 { return Self.seconds(state.all, overall) }
            state.all.tokens -= 1
            own?.tokens -= 1
            if let network, let own {
                makeRoom(&state, now)
                state.addresses[network] = own
            }
            return nil
        }
    }

    private func makeRoom(_ state: inout State, _ now: ContinuousClock.Instant) {
        guard state.addresses.count >= Self.capacity else { return }
        state.addresses = state.addresses.filter { _, bucket in
            var bucket = bucket
            bucket.fill(perAddress, now)
            return bucket.tokens < perAddress.burst
        }
        if state.addresses.count >= Self.capacity { state.addresses = [:] }
    }

    private static func seconds(_ bucket: Bucket, _ rate: Rate) -> Int {
        max(1, Int(((1 - bucket.tokens) / rate.perSecond).rounded(.up)))
    }

    /// The address, or the network of 64 bits that an IPv6 address is of; nil for this host.
    static func network(_ address: SocketAddress?) -> [UInt8]? {
        guard let text = address?.ipAddress else { return nil }
        if let bytes = bytes(text, AF_INET, count: 4) { return bytes[0] == 127 ? nil : bytes }
        guard let bytes = bytes(text, AF_INET6, count: 16) else { return nil }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10...11] == [0xFF, 0xFF] {
            return bytes[12] == 127 ? nil : Array(bytes[12...])
        }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes.last == 1 { return nil }
        return Array(bytes.prefix(8))
    }

    private static func bytes(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
