import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// What is wrong with a release is told before anything is begun, everything at once, with its place in the pillar.
struct StackChecksTests {
    private static func catalogue() -> Catalogue {
        var catalogue = Catalogue()
        catalogue.add(Running.self, reader: 0, writer: 0)
        catalogue.add(RunOnce.self, reader: 0, writer: 0)
        catalogue.add(Application.self, reader: 0, writer: 0)
        return catalogue
    }

    private static func problems(
        of tasks: ValueMap, formula: String = "mockup", in catalogue: Catalogue = catalogue()
    ) async throws -> [Diagnostic] {
        let stage = try StackStage(checking: catalogue, files: ["mockup/init.sls", "web/tls.sls", "readme.txt"])
        var entry = try #require(StackStage.pillar.map)
        entry["config"] = ["target": "app*", "formula": .string(formula)]
        entry["task_definitions"] = .map(tasks)
        stage.setPillar(["app": .map(entry)])
        do {
            _ = try await stage.plan(.release, "1.14")
            return []
        } catch let problems as Diagnostics {
            return problems.all
        }
    }

    private static let web: Value = ["docker_config": ["image": "i:1", "labels": ["register_backend=true"]]]

    @Test(arguments: ["mockup", "web.tls"])
    func `a release with nothing wrong passes`(formula: String) async throws {
        #expect(try await Self.problems(of: ["web": Self.web], formula: formula).isEmpty)
    }

    @Test func `everything that is wrong is told at once, with its place`() async throws {
        let problems = try await Self.problems(
            of: [
                "web": ["docker_config": ["image": "i:1", "imgae": "x"]],
                "migrate": ["run": "once", "docker_config": ["image": "i:1", "restart": "always"]],
            ], formula: "mokcup")
        let messages = problems.map(\.message)
        #expect(messages.count == 4)
        #expect(messages.contains { $0.hasPrefix("stacks:app:config:formula") && $0.contains("'mokcup'") })
        #expect(
            messages.contains { $0.hasPrefix("stacks:app:task_definitions:web:docker_config") && $0.contains("imgae") })
        #expect(
            messages.contains {
                $0.hasPrefix("stacks:app:task_definitions:migrate:docker_config") && $0.contains("restart")
            })
        #expect(messages.contains { $0.contains("registers as a backend") })
        #expect(problems.compactMap(\.hint).contains { $0.contains("mockup") })
        #expect(problems.compactMap(\.hint).contains { $0.contains("register_backend=true") })
    }

    @Test func `a one-off task is no backend, whatever its labels say`() async throws {
        var once = try #require(Self.web.map)
        once["run"] = "once"
        let messages = try await Self.problems(of: ["web": .map(once)]).map(\.message)
        #expect(messages.count == 1)
        #expect(messages.first?.contains("no service registers as a backend") == true)
    }

    @Test func `what the load balancers would refuse is told too`() async throws {
        var catalogue = Self.catalogue()
        catalogue.add(OlderApplication.self, reader: 0, writer: 0)
        let messages = try await Self.problems(of: ["web": Self.web], in: catalogue).map(\.message)
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("stacks:app:loadbal") == true)
    }

    @Test func `a broken release takes no lock and leaves no trace`() async throws {
        let stage = try StackStage(files: [])
        await #expect(throws: Diagnostics.self) { try await stage.plan(.release, "1.14") }
        let outcome = try await stage.step("stack.begun", .release, "1.14", jid: JobID(microseconds: 1))
        #expect(outcome.result == false)
        #expect(outcome.extra["refused"] == nil, "a mistake in the pillar is no rule that stands in the way")
        #expect(await stage.store.history(of: nil, limit: 1).isEmpty)
        #expect(await stage.left().isEmpty)
    }

    @Test func `what was released is not checked anew by other actions`() async throws {
        let stage = try StackStage(checking: Self.catalogue(), files: [])
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
        #expect(try await stage.plan(.activate, "1.14").move.stack.version == "1.14")
    }
}

/// A state that takes the arguments of its name and refuses every other.
private protocol StrictState: StateFunction
where Reader == Int, Writer == Int, Observation == Int, Change == Int {
    static var known: [String] { get }

    init()
}

extension StrictState {
    static var summary: String { "Takes the arguments of its name" }

    init(name: String, _ arguments: inout ArgumentDecoder) {
        self.init()
        for key in Self.known { _ = arguments.value(key) }
    }

    func observe(with reader: Int, in run: RunContext) async throws -> Int { reader }
    func plan(_ seen: Int) -> Plan<Int> { .satisfied("") }
    func apply(_ change: Int, with writer: Int, in run: RunContext) async throws -> Applied { Applied("") }
}

private struct Running: StrictState {
    static let function: FunctionName = "docker_container.running"
    static let known = ["image", "labels", "networks", "port_bindings"]
}

private struct RunOnce: StrictState {
    static let function: FunctionName = "docker_container.run"
    static let known = ["image", "labels", "networks", "command", "port_bindings"]
}

private struct Application: StrictState {
    static let function: FunctionName = "haproxy.application"
    static let known = ["frontend", "internal", "health", "hosts"]
}

/// Does not know `internal`.
private struct OlderApplication: StrictState {
    static let function: FunctionName = "haproxy.application"
    static let known = ["frontend", "health", "hosts"]
}
