import Docker
import Execution
import Model
import TestSupport
import Testing
import Values

@Suite(.serialized) struct `docker_image and docker_volume` {
    @Test func `an image is loaded once and removed once`() async throws {
        try await DockerHost.use { host in
            let load: ValueMap = ["load": .string(try await DockerEngine.shared().archive)]
            _ = try await host.state("docker_image.absent", "loaded:1")
            let ahead = try await host.state("docker_image.present", "loaded:1", load, mode: .test)
            #expect(ahead.result == nil && ahead.comment == "Image loaded:1 will be loaded")
            let outcome = try await host.state("docker_image.present", "loaded:1", load)
            #expect(outcome.result == true, "\(outcome.comment)")
            #expect(outcome.comment == "Image 'loaded:1' was loaded")
            let again = try await host.state("docker_image.present", "loaded", ["tag": 1])
            #expect(again.changes.isEmpty && again.comment == "Image loaded:1 already present")
            let other = try await host.state("docker_image.present", "other:1", load)
            #expect(other.result == false)
            #expect(other.comment.contains("which has loaded:1"))

            let removed = try await host.state("docker_image.absent", "loaded:1")
            #expect(removed.comment == "Image loaded:1 was removed")
            #expect(try await host.docker.images.find("loaded:1") == nil)
            let gone = try await host.state("docker_image.absent", "loaded:1")
            #expect(gone.changes.isEmpty && gone.comment == "Image loaded:1 is not present")

            #expect(
                try await host.call("docker.load", [.string(try await DockerEngine.shared().archive)]).value == [
                    "loaded:1"
                ])
            #expect(try await host.call("docker.rmi", ["loaded:1"]).value.list?.first == "loaded:1")
        }
    }

    @Test func `an image that no registry gives is a failure`() async throws {
        try await DockerHost.use { host in
            let outcome = try await host.state("docker_image.present", "127.0.0.1:1/none")
            #expect(outcome.result == false)
            #expect(outcome.comment.hasPrefix("Encountered error pulling 127.0.0.1:1/none:latest: "))
        }
    }

    @Test func `a volume is made once and removed once`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let ahead = try await host.state("docker_volume.present", name, mode: .test)
            #expect(ahead.result == nil && ahead.comment == "The volume '\(name)' will be created")
            let outcome = try await host.state("docker_volume.present", name, ["driver": "local"])
            #expect(outcome.result == true)
            #expect(outcome.changes["created"]?["Name"]?.string == name)
            #expect(try await host.state("docker_volume.present", name).comment == "Volume '\(name)' already exists.")
            let clash = try await host.state("docker_volume.present", name, ["driver": "nfs"])
            #expect(clash.result == false && clash.comment.contains("force is False"))
            #expect(try await host.state("docker_volume.absent", name).changes == ["removed": true])
            #expect(try await host.state("docker_volume.absent", name).comment == "Volume '\(name)' already absent")
        }
    }
}
