import Glibc
import Synchronization
import Testing
import Values

/// A master and minions, each a process of its own: for everything that needs neither Docker nor HAProxy.
final class MinionsStage: Sendable {
    @TaskLocal private static var current: MinionsStage?

    /// The stage that the suite plays on.
    static var shared: MinionsStage { get throws { try #require(current, "the suite has the trait .withMinions") } }

    /// Those that are there from the beginning to the end.
    static let minions = ["db1", "web1", "web2"]

    let directory: String
    let programs: String
    let port: Int
    private let count = Atomic(0)
    private let running = Mutex<[String: Program]>([:])

    private init(directory: String, programs: String, port: Int) {
        self.directory = directory
        self.programs = programs
        self.port = port
    }

    /// Starts everything, lets the minions in and ends everything afterwards.
    static func with(_ body: @Sendable () async throws -> Void) async throws {
        try await made { stage in
            try stage.configure()
            try await stage.startMaster()
            for minion in minions { try stage.startMinion(minion) }
            for minion in minions { try await stage.accept(minion) }
            try await stage.allAreBack()
            try await $current.withValue(stage) { try await body() }
        }
    }

    /// A stage in an empty directory; what has been started on it is ended afterwards.
    static func made(_ body: (MinionsStage) async throws -> Void) async throws {
        let programs = getenv("PIGEON_BIN").map { String(cString: $0) } ?? "\(Stage.repository)/.build/debug"
        var template = Array("/tmp/pigeon-minions.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageFailure("no directory can be made below /tmp") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let stage = MinionsStage(directory: directory, programs: programs, port: try FreePort.find())
        do {
            try await body(stage)
        } catch {
            try await stage.end()
            throw error
        }
        try await stage.end()
        _ = try await Program(["rm", "-rf", directory], output: "\(directory)-remove").answer(within: .seconds(30))
        for kind in ["out", "err"] { unlink("\(directory)-remove.\(kind)") }
    }

    private func end() async throws {
        for name in running.withLock({ Array($0.keys) }) { try await stop(name, SIGKILL) }
    }

    // MARK: Programs

    func startMaster(
        _ name: String = "master", configuration: String = "etc", environment: [String: String] = [:]
    ) async throws {
        try start(name, ["\(programs)/pigeon-master", "-c", "\(directory)/\(configuration)"], environment)
        try await eventually("\(name) answers") {
            try await self.run([self.pigeonPath, "-c", "\(self.directory)/\(configuration)", "key", "list"]).code == 0
        }
    }

    func startMinion(_ id: String, environment: [String: String] = [:]) throws {
        try start(id, ["\(programs)/pigeon-minion", "-c", "\(directory)/\(id)"], environment)
    }

    /// - Parameter name: `master`, or a minion's id.
    func stop(_ name: String, _ signal: Int32 = SIGTERM) async throws {
        guard let program = running.withLock({ $0.removeValue(forKey: name) }) else { return }
        program.send(signal: signal)
        _ = try await program.answer(within: .seconds(40))
    }

    /// - Parameter name: `master`, or a minion's id.
    func send(_ signal: Int32, to name: String) { running.withLock { $0[name] }?.send(signal: signal) }

    /// What a program has logged since it was started last.
    func log(of name: String) throws -> String {
        try #require(running.withLock { $0[name] }, "\(name) runs").errorsSoFar
    }

    private func start(_ name: String, _ words: [String], _ environment: [String: String]) throws {
        let program = try Program(words, environment: environment, output: output(name))
        running.withLock { $0[name] = program }
    }

    private var pigeonPath: String { "\(programs)/pigeon" }

    func run(_ words: [String]) async throws -> ProgramAnswer {
        try await Program(words, output: output("run")).answer(within: .seconds(60))
    }

    /// - Parameter configuration: another master's.
    func startPigeon(_ words: String..., configuration: String = "etc") throws -> Program {
        try Program([pigeonPath, "-c", "\(directory)/\(configuration)"] + words, output: output("pigeon"))
    }

    func pigeon(_ words: String..., configuration: String = "etc") async throws -> ProgramAnswer {
        try await run([pigeonPath, "-c", "\(directory)/\(configuration)"] + words)
    }

    /// Runs the CLI with a terminal of 80 columns as its standard error, and a file as its standard output.
    func onTerminal(_ words: [String]) async throws -> (terminal: String, output: String) {
        let out = "\(output("terminal")).stdout"
        let line = ([pigeonPath, "-c", "\(directory)/etc"] + words).map { "'\($0)'" }.joined(separator: " ")
        let answer = try await run(["script", "-qec", "stty cols 80; TERM=xterm \(line) >'\(out)'", "/dev/null"])
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
        return (answer.out, try TextFile.read(out))
    }

    /// What the CLI prints as JSON; anything but success fails the test.
    func value(_ words: String..., configuration: String = "etc") async throws -> Value {
        let answer = try await run([pigeonPath, "-c", "\(directory)/\(configuration)", "--out", "json"] + words)
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
        return try JSON.read(answer.out)
    }

    /// A job in the ledger, whether it is over or not, and however it ended.
    func job(_ jid: String) async throws -> Value {
        let answer = try await pigeon("--out", "json", "jobs", "show", jid)
        guard answer.code <= 1, answer.err.isEmpty else { throw StageFailure("\(answer)") }
        return try JSON.read(answer.out)
    }

    /// The id of a job that is started and not waited for.
    func async(_ words: String...) async throws -> String {
        let answer = try await run([pigeonPath, "-c", "\(directory)/etc", "--async"] + words)
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
        return String(try #require(answer.out.split(whereSeparator: \.isWhitespace).last))
    }

    func output(_ name: String) -> String {
        "\(directory)/said/\(count.wrappingAdd(1, ordering: .relaxed).newValue)-\(name)"
    }

    // MARK: Waiting

    func eventually(
        _ what: String, within deadline: Duration = .seconds(60), _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now.advanced(by: deadline)
        while try await !condition() {
            if ContinuousClock.now >= end { throw StageFailure("not so after \(deadline): \(what)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits for a minion's key and accepts it.
    func accept(_ id: String, configuration: String = "etc") async throws {
        try await eventually("the key of \(id) is pending") {
            try await self.value("key", "list", configuration: configuration)["minions_pre"]?.list?
                .contains(.string(id)) == true
        }
        let answer = try await pigeon("key", "accept", id, "--yes", configuration: configuration)
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
    }

    func isBack(_ id: String, configuration: String = "etc") async throws {
        try await eventually("\(id) answers") {
            try await self.pigeon("--out", "quiet", id, "test.ping", configuration: configuration).code == 0
        }
    }

    func allAreBack() async throws { for minion in Self.minions { try await isBack(minion) } }

    /// Waits for an event while something causes it, again and again: when the listening begins is not to be seen from
    /// outside.
    ///
    /// - Returns: its data.
    func hear(_ glob: String, causing: () async throws -> Void = {}) async throws -> Value {
        let listener = try startPigeon("events", "--count", "1", "--out", "json", glob)
        do {
            try await eventually("an event \(glob)") {
                if try listener.outputSoFar.contains("\n") { return true }
                try await causing()
                return try listener.outputSoFar.contains("\n")
            }
        } catch {
            listener.send(signal: SIGKILL)
            throw error
        }
        let answer = try await listener.answer(within: .seconds(20))
        return try JSON.read(answer.out)["data"] ?? .null
    }

    // MARK: Files

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// The lines of a file that jobs write to; none before it is there.
    func lines(_ name: String) throws -> [Substring] {
        TextFile.exists(path(name)) ? try TextFile.read(path(name)).split(separator: "\n") : []
    }
}

/// Plays a suite on one stage of minions, from before its first test until after its last.
struct MinionsStageTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await MinionsStage.with(function)
    }
}

extension Trait where Self == MinionsStageTrait {
    static var withMinions: Self { MinionsStageTrait() }
}
