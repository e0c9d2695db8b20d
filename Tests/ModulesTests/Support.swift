import Compiler
import Execution
import Glibc
import Host
import Logging
import Model
import Modules
import Synchronization
import Testing
import Values

/// A directory of its own for one test.
struct Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/pigeon-modules-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make", "/tmp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func file(_ name: String) -> String { PathText.join(path, name) }

    func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws {
        try SystemFiles().makeDirectories(PathText.directory(of: file(name)))
        try SystemFiles().write(Array(text.utf8), to: file(name), FileAttributes(mode: mode))
    }

    func read(_ name: String) throws -> String { try SystemFiles().readText(file(name)) }

    func remove() {
        do { try SystemFiles().remove(path) } catch { print(error) }
    }
}

/// Files that do not change.
struct FixedTree: FileTreeSource {
    let environments: [String: [String: String]]
    func tree() -> any FileTree { MemoryTree(environments: environments) }
}

/// A minion on this machine with states and pillar in memory.
struct TestMinion {
    private static let lastID = Atomic<Int64>(0)

    let engine: MinionEngine

    init(
        states: [String: String] = [:], pillar: [String: String] = [:], options: ValueMap = [:],
        grains: ValueMap = ["os": "Debian", "shell": "/bin/sh"], host: HostWriter = .system(),
        collectGrains: (@Sendable () async throws -> ValueMap)? = nil
    ) throws {
        try self.init(
            environments: ["base": states], pillar: ["base": pillar], options: options, grains: grains, host: host,
            collectGrains: collectGrains)
    }

    /// - Parameters:
    ///   - environments: states by path, by environment.
    ///   - pillar: pillars by path, by environment.
    init(
        environments: [String: [String: String]], pillar: [String: [String: String]], options: ValueMap,
        grains: ValueMap, host: HostWriter = .system(),
        collectGrains: (@Sendable () async throws -> ValueMap)? = nil
    ) throws {
        let id = try MinionID("web1")
        let catalogue = StandardModules.catalogue(host)
        let logger = Logger(label: "test")
        let files = FixedTree(environments: environments)
        let source = LocalPillarSource(
            id: id, tree: MemoryTree(environments: pillar), configuration: options, catalogue: catalogue, files: files,
            host: host,
            logger: logger)
        engine = MinionEngine(
            id: id, options: options, grains: grains.merged(with: ["id": "web1"]), catalogue: catalogue, files: files,
            pillar: source, host: host, logger: logger, collectGrains: collectGrains)
    }

    func run(_ name: FunctionName, _ arguments: Value..., keywords: ValueMap = [:]) async -> FunctionResult {
        let jid = Self.lastID.wrappingAdd(1, ordering: .relaxed).newValue
        return await engine.run(
            FunctionCall(name, arguments: arguments, keywords: keywords), jid: JobID(microseconds: jid))
    }

    /// The return of the one state of a `state.single`.
    func single(_ function: String, _ name: String, _ arguments: ValueMap = [:]) async throws -> Value {
        let keywords = arguments.merged(with: ["name": .string(name)])
        let result = await run("state.single", .string(function), keywords: keywords)
        return try #require(result.value.map?.first?.value, "\(result.value)")
    }
}

/// The keys of a state's return that an assertion is about.
func outcome(_ state: Value) -> Value {
    ["result": state["result"] ?? "-", "comment": state["comment"] ?? "-", "changes": state["changes"] ?? "-"]
}
