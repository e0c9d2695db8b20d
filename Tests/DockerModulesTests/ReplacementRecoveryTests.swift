import Docker
import Execution
import Model
import Testing
import Values

/// A replacement that was cut off, since the minion or the machine died, is taken up by the next run.
@Suite(.timeLimit(.minutes(5))) struct `a replacement that was cut off` {
    /// How far it came.
    enum Point: Int, CaseIterable {
        case newMade, oldStopped, oldPutAside, newNamed, newUp

        func has(_ point: Point) -> Bool { rawValue >= point.rawValue }
    }

    private static let old: ValueMap = ["environment": ["A=1"]]
    private static let new: ValueMap = ["environment": ["A=2"]]

    /// Leaves the containers as a replacement of `old` by `new` does that ends at a point.
    /// - Returns: the id of the old one.
    private func cutOff(at point: Point, _ host: DockerHost) async throws -> String {
        let (name, containers) = (host.prefix, host.docker.containers)
        let (next, previous) = (name + "-pigeon-next", name + "-pigeon-previous")
        _ = try await host.running(name, Self.old)
        _ = try await host.running(next, Self.new.merged(with: ["start": false]))
        let old = try await containers.inspect(name).id
        if point.has(.oldStopped) { try await containers.stop(old) }
        if point.has(.oldPutAside) { try await containers.rename(old, to: previous) }
        if point.has(.newNamed) { try await containers.rename(next, to: name) }
        if point.has(.newUp) { try await containers.start(name) }
        return old
    }

    private func names(_ host: DockerHost) async throws -> [String] {
        try await host.docker.containers.list().map(\.name).filter { $0.hasPrefix(host.prefix) }
    }

    @Test(arguments: Point.allCases)
    func `is brought to its end by the same run`(point: Point) async throws {
        try await DockerHost.use { host in
            _ = try await cutOff(at: point, host)
            let ahead = try await host.running(host.prefix, Self.new, mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.comment.hasPrefix("A replacement that was cut off would be cleared up"))
            #expect(ahead.changes["removed"] != nil)
            let outcome = try await host.running(host.prefix, Self.new)
            #expect(outcome.result == true, "\(outcome.comment)")
            let now = try await host.docker.containers.inspect(host.prefix)
            #expect(now.state.isRunning && now.environment.contains("A=2"))
            #expect(try await names(host) == [host.prefix])
            #expect(try await host.running(host.prefix, Self.new).changes.isEmpty)
        }
    }

    @Test(arguments: Point.allCases)
    func `is undone when the new container fails the second time`(point: Point) async throws {
        try await DockerHost.use { host in
            let old = try await cutOff(at: point, host)
            let outcome = try await host.running(host.prefix, ["command": "/nonesuch"])
            #expect(outcome.result == false)
            let now = try await host.docker.containers.inspect(host.prefix)
            // Once the new one was up it is the one to go back to.
            #expect((now.id == old) == (point != .newUp))
            #expect(now.state.isRunning, "\(outcome.comment)")
            #expect(try await names(host) == [host.prefix])
        }
    }

    @Test(arguments: [Point.oldStopped, .oldPutAside, .newNamed])
    func `gives the old container back to who asks for it again`(point: Point) async throws {
        try await DockerHost.use { host in
            let old = try await cutOff(at: point, host)
            let outcome = try await host.running(host.prefix, Self.old)
            #expect(outcome.result == true, "\(outcome.comment)")
            let now = try await host.docker.containers.inspect(host.prefix)
            #expect(now.id == old && now.state.isRunning)
            #expect(try await names(host) == [host.prefix])
        }
    }

    @Test func `is removed with the container`() async throws {
        try await DockerHost.use { host in
            _ = try await cutOff(at: .oldPutAside, host)
            let outcome = try await host.state("docker_container.absent", host.prefix)
            #expect(outcome.result == true)
            #expect(outcome.changes["removed"]?.list?.count == 2)
            #expect(try await names(host) == [])
        }
    }
}
