package import Compiler
package import Execution
import Host
package import Logging
package import Model
package import Values

/// The pillar that directories of this machine hold (`pillar_roots`), its templates rendered here.
package struct LocalPillarSource: PillarSource {
    /// The files as they are for one environment.
    private let tree: @Sendable (String) -> any FileTree
    private let engine: MinionEngine
    private let options: PillarCompiler.Options

    /// - Parameters:
    ///   - roots: directories by environment; `__env__` stands for each that is not named.
    ///   - files: what `salt://` means to pillar templates.
    ///   - configuration: as `opts` shows it; the merging strategy is taken from it.
    package init(
        id: MinionID, roots: [String: [String]], configuration: ValueMap, catalogue: Catalogue,
        files: any FileTreeSource, host: HostWriter, logger: Logger
    ) {
        self.init(
            id: id, configuration: configuration, catalogue: catalogue, files: files, host: host, logger: logger
        ) { DirectoryTree(Self.roots(roots, of: $0)) }
    }

    package init(
        id: MinionID, tree: any FileTree, configuration: ValueMap, catalogue: Catalogue, files: any FileTreeSource,
        host: HostWriter, logger: Logger
    ) {
        self.init(
            id: id, configuration: configuration, catalogue: catalogue, files: files, host: host, logger: logger
        ) { _ in tree }
    }

    private init(
        id: MinionID, configuration: ValueMap, catalogue: Catalogue, files: any FileTreeSource, host: HostWriter,
        logger: Logger, tree: @escaping @Sendable (String) -> any FileTree
    ) {
        self.tree = tree
        engine = MinionEngine(
            id: id, options: configuration, grains: [:], catalogue: catalogue, files: files,
            pillar: OverridePillarSource(), host: host, logger: logger)
        options = PillarCompiler.Options(configuration)
    }

    /// The directories with those of `__env__` given to an environment that has none of its own.
    private static func roots(_ roots: [String: [String]], of environment: String) -> [String: [String]] {
        var all = roots
        let dynamic = all.removeValue(forKey: dynamicEnvironment)
        if let dynamic, all[environment] == nil {
            all[environment] = dynamic.map { $0.replacing(dynamicEnvironment, with: environment) }
        }
        return all.merging(["base": []]) { given, _ in given }
    }

    private static let dynamicEnvironment = "__env__"

    package func compiled(_ request: PillarRequest) async throws -> CompiledPillar {
        let run = MinionRun(engine: engine, jid: nil, report: nil)
        var context = run.context(pillar: request.override)
        context.grains = request.grains
        let environment = environment(of: request, context.options)
        let saltenv = request.saltenv ?? context.options["saltenv"]?.scalarText
        let tree = tree(environment ?? saltenv ?? "base")
        let commands = engine.host.commands
        return try await DedicatedThread.run { [context, options] bridge in
            let scope = TemplateScope.of(context)
            let decrypt = GPGProgram(commands: commands, options: context.options).decryption(bridge)
            let pipe = RendererPipe(
                jinja: JinjaRenderer(tree: tree, scope: scope), standard: context.standardRenderer,
                permission: RendererPermission(context.options), decrypt: decrypt)
            let compiler = PillarCompiler(
                tree: tree, pipe: pipe, subject: context.subject, matcher: context.matcher, options: options)
            let compiled = MinionTemplateHost.$bridge.withValue(bridge) {
                compiler.compile(
                    commandLine: request.override, environment: environment, saltenv: request.saltenv)
            }
            return try PillarDecryption(context.options, decrypt).applied(to: compiled)
        }
    }

    /// `pillarenv`: of the request, or of the configuration.
    private func environment(of request: PillarRequest, _ configuration: ValueMap) -> String? {
        if let asked = request.pillarenv { return asked }
        if configuration["pillarenv_from_saltenv"]?.isTruthy == true { return request.saltenv }
        return configuration["pillarenv"]?.scalarText
    }
}
