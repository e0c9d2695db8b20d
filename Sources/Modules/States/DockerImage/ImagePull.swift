import Docker
import Execution
import Values

/// Gets an image from its registry.
enum ImagePull {
    enum Outcome: Sendable {
        /// What a return says about it.
        case pulled(Value)
        /// A sentence with the image and the registry's reason.
        case failed(String)
    }

    static func pull(_ name: String, _ docker: DockerClient, _ run: RunContext) async -> Outcome {
        let reference = ImageReference(name)
        do throws(DockerError) {
            let credentials = RegistryLogin.credentials(for: reference, run)
            let image = try await docker.images.pull(reference, credentials: credentials)
            return .pulled(["Id": .string(image.id), "Status": "Pulled \(reference.description)"])
        } catch {
            switch error {
            case .pullFailed(_, let reason):
                return .failed("Image '\(name)' is not on this host and can't be pulled: \(reason)")
            case .notFound(.image, _, _):
                return .failed("Image '\(name)' was pulled, but the engine doesn't have it: \(error)")
            default: return .failed("Image '\(name)' is not on this host and can't be pulled: \(error)")
            }
        }
    }
}
