package import Compiler
package import Execution
import Host
package import Logging
package import Model
package import Values

/// The pillar that directories of this machine hold (`pillar_roots`), its templates rendered here.
package struct LocalPillarSource: PillarSource {
    private let tree: any FileTree
    private let engine: MinionEngine
    private let options: PillarCompiler.Options

    /// - Parameters:
    ///   - roots: directories by environment.
    ///   - files: what `salt://` means to pillar templates.
    ///   - configuration: as `opts` shows it; the merging strategy is taken from it.
    package init(
        id: MinionID, roots: [String: [String]], configuration: ValueMap, catalogue: Catalogue,
        files: any FileTreeSource, host: HostWriter, logger: Logger
    ) {
        self.init(
            id: id, tree: DirectoryTree(roots.merging(["base": []]) { given, _ in given }),
            configuration: configuration, catalogue: catalogue, files: files, host: host, logger: logger)
    }

    package init(
        id: MinionID, tree: any FileTree, configuration: ValueMap, catalogue: Catalogue, files: any FileTreeSource,
        host: HostWriter, logger: Logger
    ) {
        self.tree = tree
        engine = MinionEngine(
            id: id, options: configuration, grains: [:], catalogue: catalogue, files: files,
            pillar: OverridePillarSource(), host: host, logger: logger)
        let named = configuration["pillar_source_merging_strategy"]?.string
        // Without `yamlex` nothing is marked to be aggregated, and so every key is replaced.
        let strategy = named == "aggregate" ? .overwrite : named.flatMap(MergeStrategy.init)
        options = PillarCompiler.Options(
            strategy: strategy ?? .recurse, mergesLists: configuration["pillar_merge_lists"]?.isTruthy ?? false,
            includesOverride: configuration["pillar_includes_override_sls"]?.isTruthy ?? false)
    }

    package func pillar(grains: ValueMap, override: ValueMap, environment: String) async throws -> ValueMap {
        let compiled = try await compiled(grains: grains, override: override, environment: environment)
        guard compiled.problems.isEmpty else { throw Diagnostics(compiled.problems) }
        return compiled.pillar
    }

    package func compiled(grains: ValueMap, override: ValueMap, environment: String) async throws -> CompiledPillar {
        let run = MinionRun(engine: engine, jid: nil, report: nil)
        var context = run.context(pillar: override)
        context.grains = grains
        let commands = engine.host.commands
        return try await DedicatedThread.run { [context, tree, options] bridge in
            let scope = TemplateScope.of(context)
            let decrypt = GPGProgram(commands: commands, options: context.options).decryption(bridge)
            let pipe = RendererPipe(
                jinja: JinjaRenderer(tree: tree, scope: scope), standard: context.standardRenderer, decrypt: decrypt)
            let compiler = PillarCompiler(
                tree: tree, pipe: pipe, subject: context.subject, matcher: context.matcher, options: options)
            let compiled = MinionTemplateHost.$bridge.withValue(bridge) {
                compiler.compile(commandLine: override, environment: environment == "base" ? nil : environment)
            }
            return try PillarDecryption(context.options, decrypt).applied(to: compiled)
        }
    }
}
