import Glibc
import Synchronization
import Testing
import Values

/// A Docker engine, HAProxy, a master and a minion on private ports, all below one directory; `scripts/stage.sh` starts and ends them.
///
/// Pillar and states are copies that a test may edit; whoever edits puts them back.
final class Stage: Sendable {
    @TaskLocal private static var current: Stage?

    /// The stage that the suite plays on.
    static var shared: Stage { get throws { try #require(current, "the suite has the trait .staged") } }

    let directory: String
    let programs: String
    let dockerURL: String
    let restPort: Int
    let minionPort: Int
    let httpPort: Int
    private let count = Atomic(0)

    /// The root of the repository.
    static let repository = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

    private init(directory: String, programs: String, settings: [String: String]) throws {
        func port(_ name: String) throws -> Int { try #require(settings[name].flatMap { Int($0) }) }
        self.directory = directory
        self.programs = programs
        dockerURL = try #require(settings["DOCKER_URL"])
        restPort = try port("REST_PORT")
        minionPort = try port("MINION_PORT")
        httpPort = try port("HTTP_PORT")
    }

    /// Starts everything, lets the minion in and brings its host to its states.
    static func with(_ body: @Sendable () async throws -> Void) async throws {
        let programs = getenv("PIGEON_BIN").map { String(cString: $0) } ?? "\(repository)/.build/debug"
        var template = Array("/tmp/pigeon-e2e.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageFailure("no directory can be made below /tmp") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            let stage = try await up(directory, programs)
            try await stage.welcomeMinion()
            try await $current.withValue(stage) { try await body() }
        } catch {
            try await down(directory)
            throw error
        }
        try await down(directory)
    }

    private static func up(_ directory: String, _ programs: String) async throws -> Stage {
        for tree in ["pillar", "states"] {
            let answer = try await Program(
                ["cp", "-rL", "\(repository)/\(tree)", "\(directory)/tree-\(tree)"], output: "\(directory)/copy"
            ).answer(within: .seconds(10))
            guard answer.code == 0 else { throw StageFailure(answer.description) }
        }
        let answer = try await Program(
            ["\(repository)/scripts/stage.sh", "up", directory, programs],
            environment: [
                "PIGEON_PRIVATE_DOCKER": "1", "PIGEON_PILLAR": "\(directory)/tree-pillar",
                "PIGEON_STATES": "\(directory)/tree-states", "PIGEON_IMAGES": "1.13 1.14 1.15 1.16 sick-1 die-1",
            ], output: "\(directory)/up"
        ).answer(within: .seconds(120))
        guard answer.code == 0 else {
            throw StageFailure("the stage does not come up:\n\(answer)\n\(logs(of: directory))")
        }
        let lines = try TextFile.read("\(directory)/stage.env").split(separator: "\n")
        let settings = lines.compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return try Stage(directory: directory, programs: programs, settings: Dictionary(settings) { $1 })
    }

    private func welcomeMinion() async throws {
        try await eventually("the key of app1 is pending", within: .seconds(30)) {
            try await self.pigeon("--out", "json", "key", "list").out.contains("app1")
        }
        try await succeed("key", "accept", "app1", "--yes")
        try await minionIsBack()
        try await succeed("app1", "state.apply")
    }

    /// Ends everything. With `PIGEON_KEEP_STAGE` in the environment its directory stays for a look.
    private static func down(_ directory: String) async throws {
        let answer = try await Program(
            ["\(repository)/scripts/stage.sh", "down", directory], output: "\(directory)/down"
        ).answer(within: .seconds(60))
        guard answer.code == 0 else { throw StageFailure("the stage can't be ended:\n\(answer)") }
        if getenv("PIGEON_KEEP_STAGE") != nil {
            print("The stage was in \(directory)")
            return
        }
        _ = try await Program(["rm", "-rf", directory], output: "/tmp/pigeon-e2e-remove").answer(within: .seconds(30))
        unlink("/tmp/pigeon-e2e-remove.out")
        unlink("/tmp/pigeon-e2e-remove.err")
    }

    private static func logs(of directory: String) -> String {
        ["docker/log", "master.log", "minion.log"].map { name in
            do {
                let lines = try TextFile.read("\(directory)/\(name)").split(separator: "\n").suffix(20)
                return "--- \(name)\n\(lines.joined(separator: "\n"))"
            } catch { return "--- \(name): \(error)" }
        }.joined(separator: "\n")
    }

    /// A path for files of one program.
    func output(_ name: String) -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(directory)/said-\(number)-\(name)"
    }
}

/// Plays a suite on one stage, from before its first test until after its last.
struct StageTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Stage.with(function)
    }
}

extension Trait where Self == StageTrait {
    static var staged: Self { StageTrait() }
}
