import Docker
import TestSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(5))) struct EngineErrorTests {
    @Test func `what does not exist is named`() async throws {
        let docker = try await DockerClient.shared()
        let container = await #expect(throws: DockerError.self) { try await docker.containers.start("nobody") }
        guard case .notFound(.container, "nobody", _) = container else {
            Issue.record("\(String(describing: container))"); return
        }
        #expect(try await docker.containers.find("nobody")?.id == nil)
        #expect(try await docker.networks.find("nothing")?.id == nil)
        let body = try specification(["image": "absent:1"]).creation(plainDigest).body
        let image = await #expect(throws: DockerError.self) {
            try await docker.containers.create("x", configuration: body)
        }
        guard case .notFound(.image, "absent:1", _) = image else {
            Issue.record("\(String(describing: image))"); return
        }
    }

    @Test func `a name that is taken is a conflict`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer([:], starts: false) { name, asked in
            let error = await #expect(throws: DockerError.self) {
                try await docker.containers.create(name, configuration: asked.creation(plainDigest).body)
            }
            guard case .conflict(.container, name, _) = error else {
                Issue.record("\(String(describing: error))"); return
            }
        }
        try await docker.withNetwork { name in
            let error = await #expect(throws: DockerError.self) { try await docker.networks.create(name) }
            guard case .conflict(.network, name, _) = error else {
                Issue.record("\(String(describing: error))"); return
            }
        }
    }

    @Test func `a body that is nonsense is refused with the engine's words`() async throws {
        let docker = try await DockerClient.shared()
        let error = await #expect(throws: DockerError.self) {
            try await docker.containers.create(
                nil, configuration: ["Image": .string(DockerEngine.image), "HostConfig": ["Memory": 5]])
        }
        guard case .refused(400, let message, _) = error else { Issue.record("\(String(describing: error))"); return }
        #expect(message.contains("memory"))
    }

    @Test func `an engine that is not there is said with what to do`() async throws {
        let docker = try DockerClient(url: "unix:///tmp/pigeon-none.sock")
        let error = await #expect(throws: DockerError.self) { try await docker.system.ping() }
        #expect(
            error?.description == """
                can't reach the Docker engine at /tmp/pigeon-none.sock: No such file or directory; is Docker \
                installed and running? (apt install docker.io; systemctl start docker)
                """)
    }

    @Test(arguments: ["", "docker.sock", "unix://relative", "ftp://x"])
    func `an address that is none is refused`(url: String) {
        #expect(throws: DockerError.invalidAddress(url)) { try DockerClient(url: url) }
    }
}
