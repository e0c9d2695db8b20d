import Compiler
import Execution
import Model
import Values

/// How a state run is asked for: what `state.apply` and its like take beside the names.
struct StateRequest: Sendable {
    /// Nil means the highstate.
    var names: [String]?
    var isTest: Bool
    var isMock: Bool
    /// What the pillar is compiled for, and what the command line gives over it.
    var pillar: PillarRequest
    /// The pillar of the command line while it is encrypted, and what for (`pillar_enc`); null when it is not.
    private var encrypted: Value
    private var encryption: Value
    var environment: String
    /// The one environment whose top file counts; nil for all.
    var onlyEnvironment: String?
    var excluded: [Exclusion]
    /// Of a highstate, the only files that are applied; nil for all.
    var whitelist: [String]?
    var queue: StateQueue
    var isConcurrent: Bool
    /// Whether it runs with a pillar that could not be compiled, as far as there is one (`force`).
    var ignoresPillarErrors: Bool
    /// Whether only what changed or did not succeed is returned (`terse`, or `state_data: terse` of the configuration).
    var isTerse: Bool

    /// Keywords that change nothing here: modules need no syncing, nothing is cached.
    private static let withoutMeaning: Set<String> = [
        "sync_mods", "state_events", "cache", "localconfig", "orchestration_jid",
    ]

    /// - Throws: for an unknown keyword, and for a wrong kind.
    init(_ call: BoundArguments, names: [String]?, in run: RunContext) throws {
        var decoder = ArgumentDecoder(call.keywords.without(Self.withoutMeaning))
        self.names = names
        isTest = decoder.flag("test", default: run.isTest)
        isMock = decoder.value("mock")?.isTruthy ?? false
        let override = decoder.value("pillar") ?? .null
        encryption = decoder.value("pillar_enc") ?? .null
        encrypted = encryption.isNull ? .null : override
        onlyEnvironment = decoder.text("saltenv") ?? run.options["saltenv"]?.string
        environment = onlyEnvironment ?? run.environment
        let isPillarOfStates = run.options["pillarenv_from_saltenv"]?.isTruthy ?? false
        pillar = PillarRequest(
            grains: run.grains, override: encryption.isNull ? try PillarOverride.read(override) : [:],
            pillarenv: decoder.text("pillarenv")
                ?? (isPillarOfStates ? onlyEnvironment : run.options["pillarenv"]?.scalarText),
            saltenv: onlyEnvironment)
        excluded = Self.exclusions(decoder.value("exclude"))
        whitelist = decoder.texts("whitelist")?.flatMap { $0.split(separator: ",").map(String.init) }
        queue = decoder.queue() ?? run.options["queue"].flatMap { StateQueue($0) } ?? .refused
        isConcurrent = decoder.flag("concurrent", default: false)
        ignoresPillarErrors = decoder.flag("force", default: false)
        isTerse = decoder.value("terse")?.isTruthy ?? (run.options["state_data"] == "terse")
        let problems = decoder.finish(for: "a state run")
        guard problems.isEmpty else { throw Diagnostics(problems) }
    }

    /// With the pillar of the command line as it can be read.
    func decrypted(in run: RunContext) async throws -> StateRequest {
        guard !encryption.isNull else { return self }
        var request = self
        request.pillar.override = try await PillarOverride.read(encrypted, encryptedFor: encryption, in: run)
        return request
    }

    /// Names, a comma list of them, or `[{sls: name}, {id: ID}]`.
    private static func exclusions(_ value: Value?) -> [Exclusion] {
        if let text = value?.scalarText { return text.split(separator: ",").map { .sls(String($0)) } }
        return (value?.list ?? []).compactMap { item in
            if let name = item.scalarText ?? item["sls"]?.scalarText { return .sls(name) }
            return item["id"]?.scalarText.map { .id($0) }
        }
    }

    /// The run's context, with the pillar that was compiled for it.
    func context(_ run: RunContext, pillar: ValueMap) -> RunContext {
        var context = run
        context.isTest = isTest
        context.isMock = isMock
        context.pillar = pillar
        context.environment = environment
        context.pillarRequest = self.pillar
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
