import Docker
import TestSupport
import Testing
import Values

/// Against a real engine and a registry of files.
@Suite(.timeLimit(.minutes(5))) struct ImageTests {
    @Test func `images are tagged, listed and removed`() async throws {
        let docker = try await DockerClient.shared()
        let image = try await docker.images.inspect(DockerEngine.image)
        try await docker.images.tag(DockerEngine.image, as: ImageReference("registry.test:5000/team/app:2"))
        #expect(try await docker.images.inspect("registry.test:5000/team/app:2").id == image.id)
        #expect(try await docker.images.list(filters: ["reference": ["registry.test:5000/team/app"]]).count == 1)
        #expect(try await docker.images.remove("registry.test:5000/team/app:2") == ["registry.test:5000/team/app:2"])
        #expect(try await docker.images.find("registry.test:5000/team/app:2")?.id == nil)
        #expect(image.config["Labels"] == ["from": "image"])
    }

    @Test func `an image is pulled from a registry with its progress`() async throws {
        let docker = try await DockerClient.shared()
        let reference = ImageReference("\(try await DockerEngine.shared().registry)/app:good")
        var messages: [PullProgress] = []
        let image = try await docker.images.pull(reference) { messages.append($0) }
        #expect(image.tags.contains(reference.description))
        #expect(image.config["Cmd"] == ["/bin/true"])
        #expect(messages.contains { $0.status == "Pull complete" && !$0.layer.isEmpty })
        let digest = try #require(image.digests.first { $0.hasPrefix(reference.repository) })
        #expect(try await docker.images.inspect(digest).id == image.id)
        // By digest, as a release that resolved its tag once does on every minion.
        #expect(try await docker.images.pull(ImageReference(digest)).id == image.id)
    }

    @Test func `a failure in the middle of a pull is thrown`() async throws {
        let docker = try await DockerClient.shared()
        let reference = ImageReference("\(try await DockerEngine.shared().registry)/app:broken")
        let error = await #expect(throws: DockerError.self) { try await docker.images.pull(reference) }
        guard case .pullFailed(reference.description, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an image is loaded from an archive`() async throws {
        let docker = try await DockerClient.shared()
        #expect(try await docker.images.load(file: try await DockerEngine.shared().archive) == ["loaded:1"])
        #expect(try await docker.images.inspect("loaded:1").config["Cmd"] == ["/bin/true"])
    }

    @Test func `an archive that is none is not loaded`() async throws {
        let docker = try await DockerClient.shared()
        await #expect(throws: DockerError.self) { try await docker.images.load(file: "/etc/hostname") }
    }

    @Test func `an image that can't be pulled is said with the reason`() async throws {
        let docker = try await DockerClient.shared()
        let error = await #expect(throws: DockerError.self) {
            try await docker.images.pull(ImageReference("127.0.0.1:1/team/app:2"))
        }
        guard case .pullFailed("127.0.0.1:1/team/app:2", let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("connection refused"))
    }
}
