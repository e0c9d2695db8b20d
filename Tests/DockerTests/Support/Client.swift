import Docker
import TestSupport

extension DockerClient {
    /// A client of the tests' engine.
    static func shared() async throws -> DockerClient { try await connecting.value }

    private static let connecting = Task { try DockerClient(url: try await DockerEngine.shared().url) }
}
