import Host
import Synchronization
import Testing
import Values

@testable import Modules

struct ServiceBeaconTests {
    /// Services that run or don't as the test says.
    private final class Services: ServiceReading {
        private let running = Mutex<Set<String>>([])

        func set(_ names: Set<String>) { running.withLock { $0 = names } }

        func isAvailable(_ name: String) -> Bool { true }
        func isRunning(_ name: String) throws -> Bool {
            if name == "unknowable" { throw Diagnostic("no answer") }
            return running.withLock { $0.contains(name) }
        }
        func isEnabled(_ name: String) -> Bool { true }
        func all() -> [String] { [] }
    }

    private let services = Services()

    private var host: HostReader {
        let system = HostWriter.system().reader
        return HostReader(
            files: system.files, accounts: system.accounts, packages: system.packages, services: services,
            queries: system.queries)
    }

    private func running(_ signals: [BeaconSignal]) -> [Bool?] {
        signals.map { $0.data["nginx"]?["running"]?.bool }
    }

    @Test func `a service is told at each look`() async throws {
        var beacon = try ServiceBeacon(["services": ["nginx": [:]]])
        let first = await beacon.look(host, at: 0)
        #expect(first == [BeaconSignal("nginx", ["nginx": ["running": false], "service_name": "nginx"])])
        #expect(await beacon.look(host, at: 1).count == 1)
    }

    @Test func `one that can't be looked at hides none of the others`() async throws {
        let unknowable = ["unknowable": [:], "nginx": ["onchangeonly": true]] as Value
        var beacon = try ServiceBeacon(["services": unknowable])
        let signals = await beacon.look(host, at: 0)
        #expect(signals.map(\.suffix) == ["unknowable", "nginx"])
        #expect(signals.map(\.isFailure) == [true, false])
        #expect(signals[0].data == ["error": "no answer"])
    }

    /// Both of Salt's modules go by the exit code of what they run: a service that is not there does not run.
    @Test func `a service that is not there does not run`() async throws {
        let system = HostWriter.system().reader
        let services = ScriptServices(commands: SubprocessRunner(accounts: system.accounts), files: system.files)
        #expect(try await !services.isRunning("pigeon-has-no-such-service"))
    }

    @Test func `with onchangeonly a service is told when it starts or ends`() async throws {
        var beacon = try ServiceBeacon(["services": ["nginx": ["onchangeonly": true, "emitatstartup": false]]])
        #expect(await beacon.look(host, at: 0).isEmpty)
        services.set(["nginx"])
        #expect(running(await beacon.look(host, at: 1)) == [true])
        #expect(await beacon.look(host, at: 2).isEmpty)
        services.set([])
        #expect(running(await beacon.look(host, at: 3)) == [false])
    }

    @Test func `a change is told only after it has lasted for the delay`() async throws {
        var beacon = try ServiceBeacon(
            ["services": ["nginx": ["onchangeonly": true, "emitatstartup": false, "delay": 30]]])
        #expect(await beacon.look(host, at: 0).isEmpty)
        services.set(["nginx"])
        #expect(await beacon.look(host, at: 10).isEmpty)
        #expect(await beacon.look(host, at: 39).isEmpty)
        #expect(running(await beacon.look(host, at: 40)) == [true])
        #expect(await beacon.look(host, at: 80).isEmpty)
    }

    @Test func `only the state that is asked for is told, with how the service ended`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("1", to: "nginx.pid")
        var beacon = try ServiceBeacon(
            [
                "services": [
                    "nginx": ["is_running_state": false, "uncleanshutdown": .string(scratch.file("nginx.pid"))]
                ]
            ])
        #expect(
            await beacon.look(host, at: 0).first?.data["nginx"] == ["running": false, "uncleanshutdown": true])
        services.set(["nginx"])
        #expect(await beacon.look(host, at: 1).isEmpty)
    }
}
