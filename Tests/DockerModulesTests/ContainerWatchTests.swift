import Docker
import Logging
import Model
import Modules
import Synchronization
import TestSupport
import Testing
import Values

/// What a minion tells of the containers of stacks.
@Suite struct `the watch of containers` {
    private final class Told: Sendable {
        let events = Mutex<[Event]>([])
    }

    private func told(of stack: String, by watch: ContainerWatch, during body: () async throws -> Void) async throws
        -> [Event]
    {
        let told = Told()
        let task = Task { await watch.run { event in told.events.withLock { $0.append(event) } } }
        defer { task.cancel() }
        func mine() -> [Event] {
            told.events.withLock { $0.filter { $0.data["stacks"]?.list?.contains(.string(stack)) == true } }
        }
        // The watch is open when it has told what runs.
        while mine().isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try await body()
        while mine().last?.tag != "pigeon/container/app1/die" { try await Task.sleep(for: .milliseconds(10)) }
        return mine()
    }

    @Test(.timeLimit(.minutes(2))) func `it tells what runs, then what starts and what ends`() async throws {
        try await DockerHost.use { host in
            let stack = "\(host.prefix)/1"
            let labels: ValueMap = ["labels": [.string("pigeon.stack=\(stack)")]]
            _ = try await host.running("\(host.prefix)-a", labels)
            _ = try await host.running("\(host.prefix)-other", [:])
            let watch = try ContainerWatch(
                dockerURL: try await DockerEngine.shared().url, minion: MinionID("app1"), logger: Logger(label: "tests")
            )
            let events = try await told(of: stack, by: watch) {
                _ = try await host.running("\(host.prefix)-b", labels)
                try await host.docker.containers.stop("\(host.prefix)-other", timeout: .zero)
                try await host.docker.containers.stop("\(host.prefix)-a", timeout: .zero)
            }
            #expect(
                events.map { $0.tag.split(separator: "/").last.map(String.init) } == ["watched", "start", "die"])
            #expect(events[0].data["stacks"]?.list?.contains(.string(stack)) == true)
            #expect(events[1].data["container"]?.string == "\(host.prefix)-b")
            let started = try await host.docker.containers.inspect("\(host.prefix)-b")
            #expect(events[1].data["container_id"]?.string == started.id)
            #expect(events[2].data["container"]?.string == "\(host.prefix)-a")
            #expect(events[2].data["exit_code"] == 137)
        }
    }
}
