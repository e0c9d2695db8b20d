package import Compiler
package import Execution
import Host
package import Model
package import Values
import YAML

/// One call on a minion: the doors that its functions and states have.
package final class MinionRun: RunServices {
    package let engine: MinionEngine
    let jid: JobID?
    private let sink: (@Sendable (Event) async -> Void)?
    private let files: FilesOfRun
    let memory: RunMemory
    private let renderers: RenderersOfRun

    init(engine: MinionEngine, jid: JobID?, report: (@Sendable (Event) async -> Void)?) {
        self.engine = engine
        self.jid = jid
        sink = report
        files = FilesOfRun(source: engine.files)
        memory = RunMemory(LowState(chunks: []))
        renderers = RenderersOfRun()
    }

    /// The same call as the states see it that run in it: one another, and not those of a run within the run.
    init(_ call: MinionRun, applying low: LowState) {
        engine = call.engine
        jid = call.jid
        sink = call.sink
        files = call.files
        memory = RunMemory(low)
        renderers = call.renderers
    }

    /// The run that a function was called in.
    ///
    /// - Throws: in a process that is no minion.
    static func current(_ run: RunContext) throws(Diagnostic) -> MinionRun {
        guard let current = run.services as? MinionRun else { throw Diagnostic("this function runs on minions only") }
        return current
    }

    func context(pillar: ValueMap) -> RunContext {
        RunContext(
            isTest: engine.options["test"]?.isTruthy ?? false, minion: engine.id, jid: jid,
            environment: engine.options["saltenv"]?.string ?? "base", pillar: pillar, grains: engine.grains,
            options: engine.options, services: self, logger: engine.logger)
    }

    /// The files as this run sees them, the same from its beginning to its end.
    package func tree() async throws -> any FileTree { try await files.tree() }

    package func file(_ url: String, environment: String) async throws -> [UInt8]? {
        let location = SaltURL(url, environment: environment)
        return try await tree().read(location.path, environment: location.environment)
    }

    package func render(
        template: String, named name: String, context: ValueMap, in run: RunContext
    ) async throws -> String {
        let path = name.hasPrefix("salt://") ? SaltURL(name, environment: run.environment).path : name
        let source = TemplateSource(text: template, path: path, environment: run.environment, context: context)
        return try await withPipe(in: run) { pipe in try pipe.renderText(source) }
    }

    /// What a file renders to through the pipe of its first line, or `renderer`.
    func renderData(_ source: TemplateSource, renderer: String, in run: RunContext) async throws -> Value {
        try await withPipe(renderer, in: run) { pipe in try pipe.render(source).value }
    }

    /// Renders on a thread of its own, where templates may call functions and wait for them.
    func withPipe<Result: Sendable>(
        _ renderer: String? = nil, in run: RunContext, _ body: @escaping @Sendable (RendererPipe) throws -> Result
    ) async throws -> Result {
        let tree = try await tree()
        let commands = engine.host.commands
        return try await DedicatedThread.run { [renderers] bridge in
            let jinja = renderers.renderer(tree, run)
            let gpg = GPGProgram(commands: commands, options: run.options)
            let pipe = RendererPipe(
                jinja: jinja, standard: renderer ?? run.standardRenderer, permission: RendererPermission(run.options),
                decrypt: gpg.decryption(bridge))
            return try MinionTemplateHost.$bridge.withValue(bridge) { try body(pipe) }
        }
    }

    /// These split their line into words when a template or a state calls them, instead of giving it to a shell.
    private static let withoutShell: Set<FunctionName> = [
        "cmd.run", "cmd.run_all", "cmd.run_stdout", "cmd.run_stderr", "cmd.retcode",
    ]

    package func call(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult {
        var call = call
        if Self.withoutShell.contains(call.function), call.keywords["python_shell"] == nil,
            call.keywords["shell"] == nil
        {
            call.keywords["python_shell"] = false
        }
        guard let function = engine.catalogue.function(call.function) else {
            throw Diagnostic(
                "'\(call.function)' is not available.", hint: engine.catalogue.hint(forFunction: call.function))
        }
        return try await function(call, in: run)
    }

    package func exitCode(of command: String, options: ValueMap) async throws -> Int {
        var decoder = ArgumentDecoder(options)
        let command = Command(command, &decoder)
        let problems = decoder.finish(for: "the command")
        guard problems.isEmpty else { throw Diagnostics(problems) }
        let result: CommandResult
        do {
            result = try await engine.host.commands.run(try command.request(standardShell: "/bin/sh"))
        } catch CommandError.timedOut {
            return 1
        }
        return command.successCodes.contains(result.exitCode) ? 0 : result.exitCode
    }

    package func exists(_ path: String) async -> Bool { engine.host.files.exists(path) }

    package func mayStart(_ id: String) async -> Bool {
        guard let jid else { return true }
        return await engine.pauses.mayStart(id, of: jid.text)
    }

    package var isFollowed: Bool { sink != nil }

    package func report(_ event: Event) async { await sink?(event) }

    package func refreshed(_ run: RunContext, grains: Bool, pillar: Bool) async throws -> RunContext {
        var fresh = run
        if grains { fresh.grains = try await engine.refreshGrains() }
        if pillar {
            var request = run.pillarRequest ?? engine.standardPillarRequest
            request.grains = fresh.grains
            let compiled = await engine.compilePillar(request)
            if let errors = compiled["_errors"]?.list {
                throw Diagnostic(
                    "the pillar can't be compiled:\n\(errors.compactMap(\.string).joined(separator: "\n"))")
            }
            fresh.pillar = compiled
        }
        return fresh
    }
}

/// Asks the source of files once for a run.
private actor FilesOfRun {
    private let source: any FileTreeSource
    private var asked: Task<any FileTree, any Error>?

    init(source: any FileTreeSource) { self.source = source }

    func tree() async throws -> any FileTree {
        let task = asked ?? Task { [source] in try await source.tree() }
        asked = task
        do {
            return try await task.value
        } catch {
            asked = nil
            throw error
        }
    }
}
