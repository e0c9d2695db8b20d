import Glibc
import Synchronization
import Testing
import Values

/// A master on a port of its own that accepts every key, and minions that `pigeon-simulator` plays.
final class FleetStage: Sendable {
    static let prefix = "fleet"

    private let directory: String
    private let programs: String
    private let count = Atomic(0)
    private let master = Mutex<Program?>(nil)

    private init(directory: String, programs: String) {
        self.directory = directory
        self.programs = programs
    }

    static func with(minions: Int, _ body: (FleetStage) async throws -> Void) async throws {
        let programs = getenv("PIGEON_BIN").map { String(cString: $0) } ?? "\(Stage.repository)/.build/debug"
        var template = Array("/tmp/pigeon-fleet.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageFailure("no directory can be made below /tmp") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let stage = FleetStage(directory: directory, programs: programs)
        let port = try stage.configure()
        try await stage.startMaster()
        let simulator = try Program(
            [
                "\(programs)/pigeon-simulator", "--master", "127.0.0.1:\(port)", "--minions", "\(minions)", "--prefix",
                prefix, "--json",
            ], output: "\(directory)/simulator")
        do {
            try await stage.eventually("all minions are connected") {
                try TextFile.read("\(directory)/simulator.out").contains("\"connected\"")
            }
            try await body(stage)
        } catch {
            try await stage.end(simulator)
            throw error
        }
        try await stage.end(simulator)
        _ = try await Program(["rm", "-rf", directory], output: "/tmp/pigeon-fleet-remove").answer(within: .seconds(30))
    }

    /// - Returns: the minion port.
    private func configure() throws -> Int {
        let port = try FreePort.find()
        for name in ["etc", "states", "pillar"] { mkdir("\(directory)/\(name)", 0o700) }
        try TextFile.write(
            """
            id: fleet
            root_dir: \(directory)/master
            interface: 127.0.0.1
            minion_port: \(port)
            auto_accept: true
            file_roots: {base: [\(directory)/states]}
            pillar_roots: {base: [\(directory)/pillar]}

            """, to: "\(directory)/etc/master")
        return port
    }

    func startMaster() async throws {
        let program = try Program(["\(programs)/pigeon-master", "-c", "\(directory)/etc"], output: output("master"))
        master.withLock { $0 = program }
        try await eventually("the master answers") { try await self.pigeon("key", "list").code == 0 }
    }

    func killMaster() async throws { try await end(master.withLock { $0 }, with: SIGKILL) }

    func pigeon(_ words: String...) async throws -> ProgramAnswer {
        try await Program(["\(programs)/pigeon", "-c", "\(directory)/etc"] + words, output: output("pigeon"))
            .answer(within: .seconds(90))
    }

    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(120))
        while try await !condition() {
            if ContinuousClock.now >= end { throw StageFailure("not so after two minutes: \(what)") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func end(_ simulator: Program) async throws {
        try await end(simulator, with: SIGKILL)
        try await end(master.withLock { $0 }, with: SIGTERM)
    }

    private func end(_ program: Program?, with signal: Int32) async throws {
        guard let program else { return }
        program.send(signal: signal)
        _ = try await program.answer(within: .seconds(30))
    }

    private func output(_ name: String) -> String {
        "\(directory)/\(name)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }
}
