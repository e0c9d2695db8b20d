import Compiler
import Execution
import Host
import Model
import Values

/// `salt['mod.fun'](...)` of templates: functions of the minion that renders.
struct MinionTemplateHost: TemplateHost {
    let run: RunContext
    let bridge: BlockingBridge
    let functionNames: [String]

    /// These split their line into words when a template calls them, instead of giving it to a shell.
    private static let withoutShell: Set<FunctionName> = [
        "cmd.run", "cmd.run_all", "cmd.run_stdout", "cmd.run_stderr", "cmd.retcode",
    ]

    func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
        var call = FunctionCall(try FunctionName(function), arguments: arguments, keywords: keywords)
        if Self.withoutShell.contains(call.function), keywords["python_shell"] == nil, keywords["shell"] == nil {
            call.keywords["python_shell"] = false
        }
        return try bridge.wait { [call, run] in try await run.services.call(call, in: run) }.value
    }
}

extension TemplateScope {
    /// What templates of a run may see and call. The bridge belongs to the thread that renders.
    static func of(_ run: RunContext, _ bridge: BlockingBridge) -> TemplateScope {
        let engine = (run.services as? MinionRun)?.engine
        let names = engine?.catalogue.functionNames.map(\.description) ?? []
        return TemplateScope(
            minion: run.minion, grains: run.grains, pillar: run.pillar, options: run.options, matcher: run.matcher,
            host: MinionTemplateHost(run: run, bridge: bridge, functionNames: names), now: RunClock.system.now)
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
