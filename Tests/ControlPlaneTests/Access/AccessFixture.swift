import ControlPlane
import Logging
import Synchronization
import Values

/// Access control as the master would have it, with a clock that the test turns and a digest that is only good for
/// tests.
enum AccessFixture {
    static let start: Int64 = 1_795_219_200_000_000

    final class Time: Sendable {
        private let value = Mutex(AccessFixture.start)
        var now: Int64 { value.withLock { $0 } }
        func advance(seconds: Int64) { value.withLock { $0 += seconds * 1_000_000 } }
    }

    /// FNV-1a repeated: enough to tell texts apart.
    static let digests = Digests { algorithm, bytes in
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(algorithm.rawValue.utf8) + bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return withUnsafeBytes(of: hash.bigEndian, Array.init)
    }

    static func configuration(_ options: ValueMap, file: String = "") throws -> AccessConfiguration {
        try AccessConfiguration(options: options, digests: digests) { _ in file }
    }

    static func control(
        _ options: ValueMap, file: String = "", time: Time = Time(),
        change: (inout AccessConfiguration) -> Void = { _ in }
    ) throws -> AccessControl {
        var configuration = try configuration(options, file: file)
        change(&configuration)
        return AccessControl(
            configuration: configuration, digests: digests,
            clock: WallClock { time.now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
