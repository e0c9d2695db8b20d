import CurlTransport
import Values

/// Images. `name` is a reference or an id everywhere.
package struct ImagesEndpoint: Sendable {
    let connection: EngineConnection

    package func list(filters: [String: [String]] = [:]) async throws(DockerError) -> [ImageDetails] {
        let request = EngineRequest("GET", ["images", "json"], query: EngineRequest.filters(filters), about: .image)
        return try await connection.list(request).map(ImageDetails.init)
    }

    package func inspect(_ name: String) async throws(DockerError) -> ImageDetails {
        ImageDetails(try await connection.value(request("GET", name, "json")))
    }

    /// nil when there is none.
    package func find(_ name: String) async throws(DockerError) -> ImageDetails? {
        do throws(DockerError) { return try await inspect(name) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    package func tag(_ name: String, as reference: ImageReference) async throws(DockerError) {
        var request = request("POST", name, "tag")
        request.query = [("repo", reference.repository), ("tag", reference.tag ?? "latest")]
        try await connection.send(request)
    }

    /// - Parameter force: also when stopped containers use it or it has other tags.
    /// - Returns: what was untagged or deleted.
    @discardableResult
    package func remove(_ name: String, force: Bool = false) async throws(DockerError) -> [String] {
        let request = EngineRequest(
            "DELETE", ["images"] + Self.segments(name), query: [("force", force ? "1" : "0")], about: .image, name)
        return try await connection.list(request).compactMap { ($0["Untagged"] ?? $0["Deleted"])?.string }
    }

    private func request(_ method: String, _ name: String, _ action: String) -> EngineRequest {
        EngineRequest(method, ["images"] + Self.segments(name) + [action], about: .image, name)
    }

    /// The engine takes the slashes of a repository as they are.
    private static func segments(_ name: String) -> [String] { name.split(separator: "/").map(String.init) }
}
