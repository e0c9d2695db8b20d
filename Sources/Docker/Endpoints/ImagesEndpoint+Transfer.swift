import CurlTransport
import Values

extension ImagesEndpoint {
    /// Pulls an image, without a limit of time. A failure that the registry reports in the middle of the stream is
    /// thrown.
    /// - Returns: the image as it is now.
    package func pull(
        _ reference: ImageReference, credentials: RegistryCredentials? = nil,
        progress: (PullProgress) -> Void = { _ in }
    ) async throws(DockerError) -> ImageDetails {
        let name = reference.description
        var request = EngineRequest("POST", ["images", "create"], timeout: nil, about: .image, name)
        request.query = [
            ("fromImage", reference.repository), ("tag", reference.digest ?? reference.tag ?? "latest"),
        ]
        if let credentials { request.headers = [("X-Registry-Auth", credentials.header)] }
        do throws(DockerError) {
            for try await message in try await stream(of: request) {
                if let reason = Self.failure(in: message) { throw .pullFailed(image: name, reason: reason) }
                progress(PullProgress(message))
            }
        } catch {
            switch error {
            case .notFound(_, _, let reason), .refused(_, let reason, _), .conflict(_, _, let reason):
                throw .pullFailed(image: name, reason: reason)
            default: throw error
            }
        }
        return try await inspect(name)
    }

    /// Loads the images in a tar archive that `docker save` made.
    /// - Returns: their references, or ids when they have none.
    package func load(file: String) async throws(DockerError) -> [String] {
        var request = EngineRequest("POST", ["images", "load"], timeout: nil, about: .image, file)
        request.headers = [("Content-Type", "application/x-tar")]
        request.bodyFile = file
        var loaded: [String] = []
        for try await message in try await stream(of: request) {
            if let reason = Self.failure(in: message) { throw .loadFailed(source: file, reason: reason) }
            for prefix in ["Loaded image: ", "Loaded image ID: "] {
                guard let text = message["stream"]?.string, text.hasPrefix(prefix) else { continue }
                loaded.append(String(text.dropFirst(prefix.count).prefix { !$0.isNewline }))
            }
        }
        return loaded
    }

    private func stream(of request: EngineRequest) async throws(DockerError) -> EngineMessages {
        EngineMessages(lines: try await connection.stream(request).lines(), request: request.summary)
    }

    /// The engine answers 200 before it knows how it ends: errors come as messages.
    private static func failure(in message: Value) -> String? {
        message["errorDetail"]?["message"]?.string ?? message["error"]?.string
    }
}
