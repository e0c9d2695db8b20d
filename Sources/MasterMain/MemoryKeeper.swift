import Glibc
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
                _ = trim?(0)
            }
        }
    }

    /// glibc's `malloc_trim`, which Swift's module of it does not have; nil where there is none.
    private var trim: (@convention(c) (Int) -> CInt)? {
        dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> CInt).self) }
    }
}
