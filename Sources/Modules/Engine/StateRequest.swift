import Execution
import Model
import Values

/// How a state run is asked for: what `state.apply` and its like take beside the names.
struct StateRequest: Sendable {
    /// Nil means the highstate.
    var names: [String]?
    var isTest: Bool
    var isMock: Bool
    var pillar: ValueMap
    var environment: String
    var pillarEnvironment: String
    var excluded: [String]
    var queues: Bool
    var isConcurrent: Bool
    /// Whether it runs with a pillar that could not be compiled, as far as there is one (`force`).
    var ignoresPillarErrors: Bool

    /// Keywords that change nothing here: modules need no syncing, nothing is cached.
    private static let withoutMeaning: Set<String> = [
        "sync_mods", "state_events", "cache", "localconfig", "orchestration_jid", "terse",
    ]

    /// - Throws: for an unknown keyword, and for a wrong kind.
    init(_ call: BoundArguments, names: [String]?, in run: RunContext) throws {
        var decoder = ArgumentDecoder(call.keywords.without(Self.withoutMeaning))
        self.names = names
        isTest = decoder.flag("test", default: run.isTest)
        isMock = decoder.value("mock")?.isTruthy ?? false
        pillar = try decoder.value("pillar").map { value throws(Diagnostic) in try PillarOverride.read(value) } ?? [:]
        let environment = decoder.text("saltenv") ?? run.environment
        self.environment = environment
        pillarEnvironment = decoder.text("pillarenv") ?? run.options["pillarenv"]?.string ?? "base"
        excluded = Self.exclusions(decoder.value("exclude"))
        queues = decoder.value("queue").map { $0 != false && $0 != 0 } ?? (run.options["queue"]?.isTruthy ?? false)
        isConcurrent = decoder.flag("concurrent", default: false)
        ignoresPillarErrors = decoder.flag("force", default: false)
        let problems = decoder.finish(for: "a state run")
        guard problems.isEmpty else { throw Diagnostics(problems) }
    }

    /// Names, a comma list of them, or `[{sls: name}]`.
    private static func exclusions(_ value: Value?) -> [String] {
        if let text = value?.scalarText { return text.split(separator: ",").map(String.init) }
        return (value?.list ?? []).compactMap { $0.scalarText ?? $0["sls"]?.scalarText }
    }

    /// The run's context, with the pillar that was compiled for it.
    func context(_ run: RunContext, pillar: ValueMap) -> RunContext {
        var context = run
        context.isTest = isTest
        context.isMock = isMock
        context.pillar = pillar
        context.environment = environment
        context.options["test"] = .bool(isTest)
        context.options["saltenv"] = .string(environment)
        return context
    }
}

extension ValueMap {
    fileprivate func without(_ names: Set<String>) -> ValueMap {
        var copy = self
        for name in names { copy.removeValue(forKey: name) }
        return copy
    }
}
