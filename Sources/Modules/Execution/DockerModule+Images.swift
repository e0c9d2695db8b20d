import Docker
import Execution
import Model
import Values

extension DockerModule {
    var images: [ExecutionFunction] {
        [
            .init(
                "docker.images", "Images by their ids, as the engine lists them.",
                parameters: [.optional("filters"), .keywords("kwargs")]
            ) { call, _ in
                let found = try await docker.images.list(filters: try Self.filters(call))
                return FunctionResult(.map(ValueMap(found.map { (.string($0.id), $0.raw) })))
            },
            named("docker.inspect_image", "All about an image.") { name throws(DockerError) in
                try await docker.images.inspect(name).raw
            },
            .init(
                "docker.pull", "Gets an image from its registry.",
                parameters: [.required("image"), .keywords("kwargs")]
            ) { call, run in
                let name = try call.text("image")
                let had = try await docker.images.find(name)?.id
                let reference = ImageReference(name)
                let image = try await docker.images.pull(
                    reference, credentials: RegistryLogin.credentials(for: reference, run))
                let status = had == image.id ? "Image is up to date for" : "Downloaded newer image for"
                return FunctionResult([
                    "Id": .string(image.id), "Status": .string("\(status) \(reference.description)"),
                ])
            },
            .init(
                "docker.load", "Loads images from an archive that `docker save` made; returns their names.",
                parameters: [.required("path"), .keywords("kwargs")]
            ) { call, _ in
                FunctionResult(.strings(try await docker.images.load(file: try call.text("path"))))
            },
            .init(
                "docker.rmi", "Removes an image.",
                parameters: [.required("name"), .optional("force", false), .keywords("kwargs")]
            ) { call, _ in
                FunctionResult(
                    .strings(try await docker.images.remove(try call.text("name"), force: try call.flag("force"))))
            },
            .init(
                "docker.tag", "Gives an image another name.", parameters: [.required("name"), .required("reference")]
            ) { call, _ in
                try await docker.images.tag(try call.text("name"), as: ImageReference(try call.text("reference")))
                return FunctionResult(true)
            },
        ]
    }
}
