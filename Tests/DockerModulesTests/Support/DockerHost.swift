import Docker
import Execution
import Logging
import Model
import Modules
import TestSupport
import Testing
import Values

/// The functions of one engine, called as a minion calls them, with names of its own that are cleared away afterwards.
struct DockerHost: Sendable {
    let docker: DockerClient
    let catalogue: Catalogue
    /// A beginning of names that no other test has.
    let prefix = "t\(UInt32.random(in: 0 ... .max))"

    /// Runs a body with a host; containers and networks of its prefix are gone afterwards.
    static func use<T>(_ body: (DockerHost) async throws -> T) async throws -> T {
        let host = DockerHost(try DockerClient(url: try await DockerEngine.shared().url))
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(host)) } catch { outcome = .failure(error) }
        for container in try await host.docker.containers.list() where container.name.hasPrefix(host.prefix) {
            try await host.docker.containers.remove(container.id, force: true, volumes: true)
        }
        for network in try await host.docker.networks.list() where network.name.hasPrefix(host.prefix) {
            try await host.docker.networks.remove(network.id)
        }
        return try outcome.get()
    }

    private init(_ docker: DockerClient) {
        self.docker = docker
        var catalogue = Catalogue()
        catalogue.addDocker(docker)
        self.catalogue = catalogue
    }

    func state(
        _ function: FunctionName, _ name: String, _ arguments: ValueMap = [:],
        mode: AnyStateFunction.Mode = .apply
    ) async throws -> AnyStateFunction.Outcome {
        let state = try #require(catalogue.state(function))
        let chunk = LowChunk(
            state: function.module, function: function.function, name: name, id: name, arguments: arguments)
        return await state.call(chunk, mode, try self.run(isTest: mode.isTest))
    }

    /// `docker_container.running` with the tests' image, stopped without a wait: a sleeping process 1 does not hear
    /// SIGTERM.
    func running(
        _ name: String, _ arguments: ValueMap = [:], mode: AnyStateFunction.Mode = .apply
    ) async throws -> AnyStateFunction.Outcome {
        let image: ValueMap = ["image": .string(DockerEngine.image), "stop_signal": "SIGKILL"]
        return try await state("docker_container.running", name, image.merged(with: arguments), mode: mode)
    }

    func call(
        _ function: FunctionName, _ arguments: [Value] = [], _ keywords: ValueMap = [:], options: ValueMap = [:],
        grains: ValueMap = [:]
    ) async throws -> FunctionResult {
        let known = try #require(catalogue.function(function))
        var context = try run(isTest: false)
        context.options = options
        context.grains = grains
        return try await known(FunctionCall(function, arguments: arguments, keywords: keywords), in: context)
    }

    private func run(isTest: Bool) throws -> RunContext {
        try RunContext(isTest: isTest, minion: MinionID("app1"), services: NoServices(), logger: Logger(label: "tests"))
    }
}

extension AnyStateFunction.Mode {
    fileprivate var isTest: Bool {
        switch self {
        case .apply: false
        case .test: true
        case .watchedChange(let isTest): isTest
        }
    }
}
