package import Model
package import Values
import YAML

/// Compiles one minion's pillar: top files matched, SLS files rendered with what they include, all merged.
package struct PillarCompiler: Sendable {
    package struct Options: Sendable {
        /// `pillar_source_merging_strategy`
        package var strategy: PillarStrategy
        /// `pillar_merge_lists`
        package var mergesLists: Bool
        /// `pillar_includes_override_sls`
        package var includesOverride: Bool
        /// The environments in the order in which their top files are read; those of the tree that are missing here
        /// come last.
        package var environments: [String]
        /// `env_order`: the environments in the order in which their files are merged, where it counts.
        package var environmentOrder: [String]

        package init(
            strategy: PillarStrategy = .recurse, mergesLists: Bool = false, includesOverride: Bool = false,
            environments: [String] = [], environmentOrder: [String] = []
        ) {
            self.strategy = strategy
            self.mergesLists = mergesLists
            self.includesOverride = includesOverride
            self.environments = environments
            self.environmentOrder = environmentOrder
        }

        /// - Parameter configuration: of the process that compiles.
        package init(_ configuration: ValueMap) {
            self.init(
                strategy: PillarStrategy(configuration),
                mergesLists: configuration["pillar_merge_lists"]?.isTruthy ?? false,
                includesOverride: configuration["pillar_includes_override_sls"]?.isTruthy ?? false,
                environments: configuration["pillar_roots"]?.map?.keyTexts ?? [],
                environmentOrder: configuration["env_order"]?.list?.compactMap(\.scalarText) ?? [])
        }
    }

    private let locator: SLSLocator
    private let pipe: RendererPipe
    private let subject: TargetSubject
    private let matcher: TargetMatcher
    private let options: Options

    /// - Parameters:
    ///   - tree: the pillar tree (`pillar_roots`).
    ///   - pipe: renders pillar SLS; its templates see the minion's grains, and as pillar what the command line gave.
    package init(
        tree: any FileTree, pipe: RendererPipe, subject: TargetSubject, matcher: TargetMatcher = TargetMatcher(),
        options: Options = Options()
    ) {
        locator = SLSLocator(tree: tree)
        self.pipe = pipe
        self.subject = subject
        self.matcher = matcher
        self.options = options
    }

    /// - Parameters:
    ///   - commandLine: merged last, so it wins.
    ///   - environment: `pillarenv`: the one environment to use; nil for all.
    ///   - saltenv: the environment whose top file counts where no environments are merged; nil for `base`.
    package func compile(
        commandLine: ValueMap = [:], environment: String? = nil, saltenv: String? = nil
    ) -> CompiledPillar {
        var loader = PillarLoader(locator: locator, pipe: pipe, options: options)
        var matches = TopResolver(locator: locator, pipe: pipe, matcher: matcher, subject: subject)
            .pillarMatches(of: environments(only: environment, saltenv), only: environment)
        matches.top.reorder(options.environmentOrder)
        for entry in matches.top.entries { loader.load(entry) }
        loader.note(matches.problems)
        let pillar = loader.merge(loader.pillar, PillarData(commandLine)).map
        return CompiledPillar(pillar: pillar, problems: SourceFrames(locator: locator).framed(loader.problems))
    }

    /// The environments whose top files are read.
    private func environments(only: String?, _ saltenv: String?) -> [String] {
        let known = locator.tree.environments
        if let only { return known.filter { $0 == only } }
        if options.strategy == .unmerged { return known.filter { $0 == saltenv ?? "base" } }
        let ordered = (["base"] + options.environments).filter(known.contains)
        return (ordered + known).reduce(into: []) { all, name in if !all.contains(name) { all.append(name) } }
    }
}
