package import Model
package import Values
import YAML

/// Compiles one minion's pillar: top files matched, SLS files rendered with what they include, all merged.
package struct PillarCompiler: Sendable {
    package struct Options: Sendable {
        /// `pillar_source_merging_strategy`
        package var strategy: MergeStrategy
        /// `pillar_merge_lists`
        package var mergesLists: Bool
        /// `pillar_includes_override_sls`
        package var includesOverride: Bool

        package init(
            strategy: MergeStrategy = .recurse, mergesLists: Bool = false, includesOverride: Bool = false
        ) {
            self.strategy = strategy
            self.mergesLists = mergesLists
            self.includesOverride = includesOverride
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
    package func compile(commandLine: ValueMap = [:], environment: String? = nil) -> CompiledPillar {
        var loader = PillarLoader(locator: locator, pipe: pipe, options: options)
        do {
            let top = try TopResolver(locator: locator, pipe: pipe, matcher: matcher, subject: subject)
                .pillarMatches(only: environment)
            for entry in top.entries { loader.load(entry) }
        } catch {
            loader.note(error.all)
        }
        let pillar = loader.pillar.merged(
            with: commandLine, strategy: options.strategy, mergingLists: options.mergesLists)
        return CompiledPillar(pillar: pillar, problems: SourceFrames(locator: locator).framed(loader.problems))
    }
}
