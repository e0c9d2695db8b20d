import ServiceLifecycle

/// Records the ends of orchestrations that the store did not take at first, until it does: a job that has ended must not
/// be pending for as long as the master runs, nor its application locked.
package struct OrchestrationKeeper: Service, CustomStringConvertible {
    private static let pause = Duration.seconds(5)

    let orchestrator: Orchestrator

    package init(orchestrator: Orchestrator) { self.orchestrator = orchestrator }

    /// For logs, which must not show what is inside.
    package var description: String { "orchestration-keeper" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do { try await Task.sleep(for: Self.pause) } catch { return }
                await orchestrator.recordLateEnds()
            }
        }
        // The next master would answer for them as cut off.
        await orchestrator.recordLateEnds()
    }
}
