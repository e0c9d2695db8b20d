package import Logging
package import Model
package import Values

/// What every function of one run may look at, and the doors to the rest of the process.
package struct RunContext: Sendable {
    /// Observe and plan only.
    package var isTest: Bool
    /// No state function is called at all: each chunk that would run succeeds (`mock=True`).
    package var isMock = false
    package var minion: MinionID
    package var jid: JobID?
    package var environment: String
    /// The `umask` of the state under way, where it has one.
    package var umask: UInt32?
    package var pillar: ValueMap
    package var grains: ValueMap
    /// The merged configuration, as templates see it (`opts`).
    package var options: ValueMap
    package var services: any RunServices
    package var logger: Logger
    /// In a reaction to watched changes (`mod_watch`): the states that changed, as `test: ID`.
    package var watchedChanges: [String] = []
    /// What the pillar of a state run was compiled for, for compiling it again.
    package var pillarRequest: PillarRequest?

    package init(
        isTest: Bool = false, minion: MinionID, jid: JobID? = nil, environment: String = "base",
        pillar: ValueMap = [:], grains: ValueMap = [:], options: ValueMap = [:], services: any RunServices,
        logger: Logger
    ) {
        self.isTest = isTest
        self.minion = minion
        self.jid = jid
        self.environment = environment
        self.pillar = pillar
        self.grains = grains
        self.options = options
        self.services = services
        self.logger = logger
    }
}

/// The doors that a run has; each process wires its own.
package protocol RunServices: Sendable {
    /// The bytes of a file of the file server, by `salt://` URL; nil when no root has it.
    func file(_ url: String, environment: String) async throws -> [UInt8]?

    /// A template rendered with the names of a `file.managed` template plus `context`.
    func render(template: String, named name: String, context: ValueMap, in run: RunContext) async throws -> String

    /// Calls an execution function by name, as `onlyif: [{fun: ...}]`, slots and `module.run` do.
    func call(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult

    /// Runs a shell command for `unless`, `onlyif` and `check_cmd`, with the options that the state gave
    /// (`cwd`, `runas`, `env`, `shell`, `timeout`, `umask`).
    ///
    /// - Returns: its exit code.
    func exitCode(of command: String, options: ValueMap) async throws -> Int

    /// Whether a path exists (`creates`).
    func exists(_ path: String) async -> Bool

    /// Waits as long as a state of the run is paused.
    ///
    /// - Returns: whether it may start then; the run is to end otherwise.
    func mayStart(_ id: String) async -> Bool

    /// Whether anybody hears what is reported.
    var isFollowed: Bool { get }

    /// Tells whoever follows the run: a chunk ended, a step of a deployment was made.
    func report(_ event: Event) async

    /// The run's context with grains collected, or the pillar compiled, anew (`reload_grains`, `reload_pillar`).
    func refreshed(_ run: RunContext, grains: Bool, pillar: Bool) async throws -> RunContext
}

extension RunServices {
    package var isFollowed: Bool { true }

    package func mayStart(_ id: String) async -> Bool { true }

    /// Of a process that collects no grains and compiles no pillar of its own.
    package func refreshed(_ run: RunContext, grains: Bool, pillar: Bool) async throws -> RunContext { run }
}
