import Host
import ServiceLifecycle

/// Gives memory back to the kernel that a burst has left behind, such as ten thousand returns: glibc keeps what is free
/// between what is in use.
struct MemoryKeeper: Service, CustomStringConvertible {
    private static let pause = Duration.seconds(30)

    /// For logs, which must not show what is inside.
    var description: String { "memory-keeper" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do { try await Task.sleep(for: Self.pause) } catch { return }
                Allocator.trim()
            }
        }
    }
}
