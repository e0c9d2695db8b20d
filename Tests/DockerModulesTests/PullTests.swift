import Docker
import Execution
import Model
import TestSupport
import Testing
import Values

@Suite struct `images that are pulled` {
    @Test func `an image that isn't here is pulled, then the container is made`() async throws {
        try await DockerHost.use { host in
            let image = Value.string("\(try await DockerEngine.shared().registry)/app:good")
            let arguments: ValueMap = ["image": image, "command": ["/bin/sleep", "1000"]]
            let ahead = try await host.running(host.prefix, arguments, mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.comment.contains("would be pulled"))
            let outcome = try await host.running(host.prefix, arguments)
            #expect(outcome.result == true, "\(outcome.comment)")
            #expect(outcome.comment == "Created container '\(host.prefix)'")
            let made = try await host.docker.containers.inspect(host.prefix)
            #expect(outcome.changes["image"]?["Id"]?.string == made.imageID)
            #expect(outcome.changes["container_id"]?["added"]?.string == made.id)
            #expect(try await host.running(host.prefix, arguments).changes == [:])

            let task = try await host.state(
                "docker_container.run", host.prefix + "-task", ["image": image, "command": "/bin/true"])
            #expect(task.result == true)
            #expect(try await host.state("docker_image.present", image.string ?? "").changes.isEmpty)
        }
    }

    @Test func `an image that the registry doesn't have is named with its reason`() async throws {
        try await DockerHost.use { host in
            let image = "\(try await DockerEngine.shared().registry)/app:none"
            let outcome = try await host.running(host.prefix, ["image": .string(image)])
            #expect(outcome.result == false)
            #expect(outcome.comment.hasPrefix("Image '\(image)' is not on this host and can't be pulled: "))
            #expect(try await host.docker.containers.find(host.prefix) == nil)
        }
    }
}
