import Compiler
import Execution
import Host
import Model
import Values

/// `salt['mod.fun'](...)` of templates: functions of the minion that renders.
struct MinionTemplateHost: TemplateHost {
    /// The way from the thread that renders to the functions that its templates call.
    @TaskLocal static var bridge: BlockingBridge?

    let run: RunContext
    let functionNames: Set<String>

    func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
        let call = FunctionCall(try FunctionName(function), arguments: arguments, keywords: keywords)
        guard let bridge = Self.bridge else { throw Diagnostic("'\(function)' can't be called from here") }
        return try bridge.wait { [call, run] in try await run.services.call(call, in: run) }.value
    }
}

extension TemplateScope {
    /// What templates of a run may see and call, on a thread that has a bridge.
    static func of(_ run: RunContext) -> TemplateScope {
        let names = (run.services as? MinionRun)?.engine.functionNames ?? []
        return TemplateScope(
            minion: run.minion, grains: run.grains, pillar: run.pillar, options: run.options, matcher: run.matcher,
            host: MinionTemplateHost(run: run, functionNames: names), now: RunClock.system.now)
    }
}

extension RunContext {
    var subject: TargetSubject { TargetSubject(id: minion, grains: grains, pillar: pillar) }

    /// With the node groups of the configuration.
    var matcher: TargetMatcher {
        let groups = options["nodegroups"]?.map ?? [:]
        return TargetMatcher(
            nodegroups: Dictionary(groups.map { ($0.key.scalarText ?? "", $0.value) }) { _, last in last })
    }

    /// The pipe of files without a shebang.
    var standardRenderer: String { options["renderer"]?.string ?? "jinja|yaml" }
}
